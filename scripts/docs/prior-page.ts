/** @module Writes docs/prior.md from the table of machine-written text. */
import { firstUndatedYear, floorOf, type MachineShareTable, type ShareRow } from "../../src/credence/prior/machine-share.ts";
import { machineShareTable } from "../../src/credence/prior/machine-share-table.ts";
import { mediumRules } from "../../src/credence/prior/medium.ts";
import { renderTable } from "./table.ts";

/** Markdown: how a prior is made, the shares by medium, the world's, the words of each medium, the sources. */
export function renderPriorPage(table: MachineShareTable = machineShareTable): string {
  const shares = table.rows.filter(({ of }) => of !== "world");
  const world = table.rows.filter(({ of }) => of === "world");
  return [
    renderHead(table),
    `## How much text is machine-written\n\n${shareNotes(table)}\n\n${renderTable(["medium", ...columns], shares.map((row) => [row.of, ...cellsOf(row)]))}\n`,
    `## Whether capable AI exists in the world\n\n${worldNotes(table)}\n\n${renderTable(columns, world.map(cellsOf))}\n`,
    `## Which medium is which\n\n${mediumNotes}\n\n${renderTable(["medium", "words"], mediumRules.map(({ medium, words }) => [medium, words.join(", ")]))}\n`,
    `## Sources\n\n${renderTable(["name", "source"], Object.entries(table.sources).map(([name, source]) => [`\`${name}\``, source]))}\n`,
  ].join("\n");
}

const columns = ["from", "share", "interval", "note", "sources"];

function cellsOf({ from, share, interval, note, sources }: ShareRow): string[] {
  return [from ?? "always", toPercent(share), `${toPercent(interval[0])} to ${toPercent(interval[1])}`, note, sources.map((source) => `\`${source}\``).join(", ")];
}

function toPercent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function renderHead({ id, date }: MachineShareTable): string {
  return `# The prior

Before a text is read, how likely is it that an AI wrote it (\`authorIsAi\`), or that capable AI exists in its world (\`aiInWorld\`)? Both come from the
premise: its date, its medium, and what it says of AI in its world. The figures are the table \`${id}\` of ${date}, which can be replaced in whole
(\`priorOf(premise, question, { table })\`) or by a number (\`{ override }\`). This page is generated from that table (\`npm run docs\`).

Parts are kept as log odds in nats, which add up: the share of the table, then what the premise says. The interval of a prior spans what the sources
give; it is no confidence interval.
`;
}

function shareNotes(table: MachineShareTable): string {
  return `A row holds from its date until the next of its medium. Where sources differ the share lies between them and the interval spans them. Most come from
detectors or word counts, and many count texts that a model only worked over: read them as upper ends for text that a model wrote alone.

- **Never 0.** Before 2019 the share of text by capable models is about 0, and the floor of ${toPercent(floorOf(table))} is kept: documents are misdated and forged, a later text can pose as an
  earlier one, and a prior of 0 is beyond all evidence.
- **Not counted**: templates (\`ap-2014\`), bots that repeat (\`varol-2017\`), and machine translation, whose words are a machine's but whose author is a person
  (a large part of the web in languages with little text: Thompson et al., A shocking amount of the web is machine translated, Findings of ACL 2024).
- **No date**: the mean over the middles of the years ${firstUndatedYear} to ${table.date.slice(0, 4)}, all alike.
- **What the premise says**: that its world has no AI, or a narrow one, changes nothing here, since an AI can write that too. \`capable\` raises an earlier
  share to that of the table's own date.`;
}

function worldNotes(table: MachineShareTable): string {
  const { statements } = table;
  return `The share is the probability that AI which writes as people do exists at that date. What the premise says multiplies its odds: \`none\` by ${statements.none}, \`narrow\` by
${statements.narrow}, \`unstated\` by ${statements.unstated} (declared: a document's word for its world is evidence, but a model reads only the layout). \`capable\` makes it ${toPercent(1 - floorOf(table))}. It is never below
the floor, nor below \`authorIsAi\`: an AI author exists in its world.`;
}

const mediumNotes = "The first rule, from the top, one of whose words stands in the premise's `medium`; case and a plural's s do not matter. What no rule knows is `other`, which is counted as the web.";
