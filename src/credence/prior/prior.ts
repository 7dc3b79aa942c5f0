/** @module The prior of a premise: how likely an AI wrote its text, or exists in its world, before the text is read. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Premise } from "../../premises/schema.ts";
import { toLogOdds, toProbability } from "../../stats/log-space.ts";
import { floorOf, latestShareOf, type MachineShareTable, shareOf } from "./machine-share.ts";
import { machineShareTable } from "./machine-share-table.ts";
import { classifyMedium } from "./medium.ts";

export type PriorQuestion = "authorIsAi" | "aiInWorld";

/** `value`: log odds in nats; those of all parts sum to the prior's. */
export type PriorPart = { readonly name: string; readonly value: number; readonly source: string };

/** `interval` spans what the table's sources give; it is no confidence interval. */
export type Prior = { readonly value: number; readonly logOdds: number; readonly interval: readonly [number, number]; readonly parts: readonly PriorPart[]; readonly reason: string };

/** `override` replaces everything, between 0 and 1, both excluded. */
export type PriorOptions = { readonly table?: MachineShareTable; readonly override?: number };

export type PriorPremise = { readonly world: Pick<Premise["world"], "date" | "medium" | "ai"> };

/**
 * The prior from what the premise's own world says, and from the table of machine-written text by date and medium.
 * A statement that the world has no AI never lowers `authorIsAi`: an AI can write it too. `aiInWorld` is never below `authorIsAi`, and nothing below the table's floor.
 * @throws PremiseError `internal` for an override that is no probability strictly between 0 and 1.
 */
export function priorOf(premise: PriorPremise, question: PriorQuestion, { table = machineShareTable, override }: PriorOptions = {}): Prior {
  if (override !== undefined) return overridden(override);
  return question === "authorIsAi" ? authorPrior(premise, table) : worldPrior(premise, table);
}

function overridden(value: number): Prior {
  if (!(value > 0 && value < 1)) throw new PremiseError("internal", { problem: `a prior must lie between 0 and 1, got ${value}` });
  return { value, logOdds: toLogOdds(value), interval: [value, value], parts: [{ name: "given", value: toLogOdds(value), source: "given" }], reason: `The prior ${format(value)} was given.` };
}

function authorPrior({ world }: PriorPremise, table: MachineShareTable): Prior {
  const medium = classifyMedium(world.medium);
  const dated = shareOf(table, medium, world.date);
  const latest = latestShareOf(table, medium);
  const parts = [part(`${medium}, ${world.date ?? "no date"}`, toLogOdds(dated.share), dated.source)];
  const isRaised = world.ai === "capable" && latest.share > dated.share;
  if (isRaised) parts.push(part("the world has capable AI", toLogOdds(latest.share) - toLogOdds(dated.share), latest.source));
  const words = `Of texts of its kind (${medium}, ${world.date ?? "no date"}) ${format(dated.share)} are machine-written. ${dated.note}`;
  const stated = isRaised ? ` Its world has capable AI, so the share of ${table.date} holds: ${format(latest.share)}.` : "";
  return toPrior(parts, isRaised ? latest.interval : dated.interval, 0, `${words}${stated}${beyond(world.date, table)}`);
}

function worldPrior(premise: PriorPremise, table: MachineShareTable): Prior {
  const { date, ai } = premise.world;
  const dated = shareOf(table, "world", date);
  const base = toLogOdds(dated.share);
  const shift = statedShift(ai, base, table);
  const parts = [part(`world of ${date ?? "no date"}`, base, dated.source)];
  if (shift !== 0) parts.push(part(`the premise says: ${ai}`, shift, ai === "capable" ? "the premise" : "declared"));
  const author = authorPrior(premise, table);
  const lift = author.logOdds - sum(parts);
  if (lift > 1e-12) parts.push(part("an AI author exists in its world", lift, author.parts.map(({ source }) => source).join("; ")));
  const says = ai === "unstated" ? "The premise does not say what AI its world has." : `The premise says of AI in its world: ${ai}.`;
  return toPrior(parts, dated.interval, shift, `${says} By its date alone the probability of capable AI is ${format(dated.share)}. ${dated.note}${beyond(date, table)}`);
}

/** What the premise's word does to the log odds of its date: `capable` settles it up to the floor, and no word leads below the floor. */
function statedShift(ai: Premise["world"]["ai"], base: number, table: MachineShareTable): number {
  const floor = toLogOdds(floorOf(table));
  return ai === "capable" ? Math.max(0, -floor - base) : Math.max(Math.min(0, floor - base), Math.log(table.statements[ai]));
}

/** The interval's ends are moved by `shift`, as the value was. */
function toPrior(parts: readonly PriorPart[], ends: readonly [number, number], shift: number, reason: string): Prior {
  const logOdds = sum(parts);
  const value = toProbability(logOdds);
  const [low, high] = [toProbability(toLogOdds(ends[0]) + shift), toProbability(toLogOdds(ends[1]) + shift)];
  return { value, logOdds, interval: [Math.min(low, value), Math.max(high, value)], parts, reason };
}

function beyond(date: string | null, table: MachineShareTable): string {
  return date !== null && date > table.date ? ` The table was made on ${table.date}; what is later may be more.` : "";
}

function part(name: string, value: number, source: string): PriorPart {
  return { name, value, source };
}

function sum(parts: readonly PriorPart[]): number {
  return parts.reduce((total, { value }) => total + value, 0);
}

/** A share in per cent, with two digits. */
function format(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
