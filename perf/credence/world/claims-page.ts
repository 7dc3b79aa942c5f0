/** @module The page of the exact world: what it is, and what each of the paper's claims is in it. */
import { datedWorld, stepWorlds } from "../../../src/predictor/world/steps/step-worlds.ts";
import type { StepWorld } from "../../../src/predictor/world/steps/step-world.ts";
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import type { AcceptedShare, Asked, Read } from "./claims.ts";
import { type Report, showProbability } from "./report.ts";
import { toTable } from "../../common/table.ts";

/** Markdown. */
export function renderClaimsPage(report: Report): string {
  return [
    "# The exact world",
    "This page is written by `npm run perf -- credence-world`. Do not edit it by hand; checks of the machinery against it: [credence where the truth is known](exact-world-measured.md).",
    "Premise rests on claims about what a predictor of text does when it is conditioned (Hubinger, Jermyn, Treutlein, Hudson, Woolverton, *Conditioning Predictive Models: Risks and Strategies*, [arXiv 2302.00805](https://arxiv.org/abs/2302.00805), 2023). No real model comes with the truth about whom it predicts. So here is a world in which every probability has a closed form, and what the claims are in it. The claims are in our words, and numbers in brackets are the paper's sections; they were checked against the [source of its text](https://github.com/evhub/conditioning-predictive-models) (February 2023, as arXiv's second version). Those marked *ours* the paper doesn't make, but they bear on how Premise acts on it; settings and closed forms are ours throughout. A world made by hand shows that a claim *can* hold and how much it depends on what; it does not show that it holds for a language model.",
    describeWorlds(),
    ...claims(report),
    "## What is not in this world",
    "Its predictor is exact, so nothing here is about how such a predictor comes about or whether training gives something else in its place (4). It takes a premise for a document, never for a prompt or for its own output (2.2.2, 2.2.3). Its documents do not change the world that they are about: predictions that make themselves true are not in it (2.4), nor a predictor that takes its training texts for somebody's simulation (2.5). Nor are authors who know that they are being predicted (2.2.5), or who write so as to be predicted (2.3.1). Its AIs are able and more or less frank, not good or bad, while the paper's fear is of bad ones.",
  ].join("\n\n") + "\n";
}

function describeWorlds(): string {
  const row = ({ id, kind, share, skill, imitates }: StepWorld["authors"][number]): string[] => [id, kind, String(share), String(skill), imitates ?? "itself"];
  return [
    "## The world",
    "Latent are the date, whether AI exists then, and the author; an AI can be the author only where AI exists. A document states its date and its author or leaves them out, each with known probabilities (AIs misstate the date more often), and goes on in steps: right or wrong, a word of manner, a word of topic. A step of difficulty b is right with probability 1 / (1 + exp(b - skill)), Rasch's model. Manner depends on the author, topic on whether AI exists. Task headers such as `[hard]` set the difficulty and say nothing of the author. `world:dated` and `world:weak-machines` are models like any other: `premise score --model world:dated`.",
    toTable(["date", "P(AI exists)", "share of documents by AIs where it does"], datedWorld.dates.map(({ header, aiExists, aiShare }) => [header, String(aiExists), String(aiShare)])),
    ...stepWorlds.flatMap((world) => [`\`${world.id}\`: ${world.summary}`, toTable(["author", "kind", "share of its kind", "skill (nats)", "writes like"], world.authors.map(row))]),
  ].join("\n\n");
}

type Claim = { readonly title: string; /** Not the paper's. */ readonly ours?: true; readonly claim: string; readonly setting: string; readonly says: string; readonly table: string };

function claims(report: Report): string[] {
  return [whoAndWhen(report), namedAuthor(report), skill(report), fallsFirst(report), strange(report), parts(report), imitators(report), both(report), accepting(report)]
    .map(({ title, ours, claim, setting, says, table }, i) => [`## ${i + 1}. ${title}`, `**Claim${ours === true ? " (ours)" : ""}.** ${claim}`, `**Setting.** ${setting}`, `**Closed form.** ${says}`, table].join("\n\n"));
}

function whoAndWhen({ claims: { dates, world } }: Report): Claim {
  return {
    title: "The later, the likelier an AI", claim: "As AIs come to write more of what is written, any document is likelier to be an AI's, and one from the future the most (2.3, 2.3.1). To predict the past is a remedy (2.3.4), and not a complete one: only what is observed can be conditioned on, not what is so (2.3.3), and a model that has read later texts may take an earlier date for a forgery or for fiction (2.3.4).",
    setting: "Premises that state a date and nothing else; then a text after an early date that speaks of machines.",
    says: `From ${probabilityOf(dates[1])} after \`${dates[1]?.premise ?? ""}\` to ${probabilityOf(dates.at(-1))} after \`${dates.at(-1)?.premise ?? ""}\`. A stated date is evidence, not a fact: it is misstated at times, so some credence stays on AI, and three steps about machines take P(AI exists) from ${showProbability(world[0]?.aiInWorld ?? 0)} to ${showProbability(world.at(-1)?.aiInWorld ?? 0)}.`,
    table: renderReads([...dates, ...world]),
  };
}

function namedAuthor({ claims: { named } }: Report): Claim {
  return {
    title: "Naming a human author helps as far as AIs don't take the name", claim: "The paper's basic proposal is to predict what humans write (2). Since only observations can be conditioned on, AI can be made less likely and never ruled out: what is left is an AI able to forge whatever is conditioned on (2.3.3). That the name of an author is such an observation, and that the names of the ablest are the likeliest to be taken, is our reading.",
    setting: "Premises that state a date and an author.",
    says: "No AI of this world signs as a novice, so that header all but rules AI out. Imitators sign as experts and masters: the better the human named, the more AIs are able to pass for one, and the name of a master *raises* the odds of an AI over no name at all.",
    table: renderReads(named),
  };
}

function skill({ skill: { byDifficulty, bestHuman } }: Report): Claim {
  const at = (name: string, x: number): string => {
    const p = byDifficulty.find((curve) => curve.world === datedWorld.id && curve.name === name)?.points.find((point) => point.x === x)?.p;
    return p === undefined || isCannotMeasure(p) ? "nobody" : showProbability(p);
  };
  return {
    title: "Beyond the best human an AI explains the text best", claim: "The better the output that is asked for, the likelier that an AI is predicted as its author, and the more so the abler AIs are (2.3). Without care that may begin just above what a median human would do; careful conditioning might put it off up to what any conceivable human or group of humans could do, \"max human\", and beyond that an AI is all but certain (2.3.9, 3.2.1).",
    setting: "After `[2020]`, steps of a given difficulty, all of them right. The best human's skill is 3, which stands for \"max human\": authors of this world write alone.",
    says: `Five right steps: ${at("5 steps", -4)} at difficulty -4, ${at("5 steps", 0)} at 0, ${at("5 steps", bestHuman)} at the best human's skill, ${at("5 steps", bestHuman + 2)} two nats above it. It begins to rise before the ceiling, since the best humans are few; what comes at the ceiling is that no human is left. For authors of at least a given skill it is a cliff: above the best human's, P(AI) is 1. One step that might be luck is worth less: its odds end at the prior times exp(difference of skills), since luck is then all that either has.`,
    table: "![P(author is an AI) against the skill asked for](pictures/exact-world-skill.svg)",
  };
}

function fallsFirst({ skill: { byDifficulty, prior } }: Report): Claim {
  const curve = byDifficulty.find(({ world, name }) => world === "weak-machines" && name === "5 steps")?.points.flatMap(({ x, p }) => (isCannotMeasure(p) ? [] : [{ x, p }])) ?? [];
  const least = curve.reduce((best, point) => (point.p < best.p ? point : best), { x: Number.NaN, p: 1 });
  return {
    title: "Where AIs are weak, asking for skill first lowers the odds", ours: true, claim: "The danger is not skill as such, but skill that is likelier to be an AI's: how the credence moves with skill depends on who is able to do what. An example of the paper points this way: in 1990 a very strong game of chess spoke for humans, in 2022 for a machine (2.3).",
    setting: "`weak-machines`: 98 of 100 AIs are below the average human. Five steps, all right.",
    says: `From ${showProbability(prior["weak-machines"] ?? 0)} before asking it falls to ${showProbability(least.p)} at difficulty ${least.x}, and rises past the best human as in the other world. So a limit on credence may ask for *more* skill of a premise, up to the best human.`,
    table: "![P(author is an AI) against the skill asked for](pictures/exact-world-skill.svg)",
  };
}

function strange({ claims: { strange: rows } }: Report): Claim {
  return {
    title: "A premise can be too strange to be human", claim: "Conditioning on what humans are unlikely to do makes other explanations take over: the condition holds, and not for the reason that was meant. A condition less likely than that a superintelligent AI exists already and forged it is answered by that AI (2.1, 2.3.1, 2.3.3).",
    setting: "A master of 1990 who gets one after another of the hardest tasks right.",
    says: `An AI is unlikely at first (${probabilityOf(rows[0])}). After three such steps it is the best explanation (${probabilityOf(rows[3])}), and the stated date is no longer believed: P(it is true) falls from ${showProbability(rows[0]?.statedDate ?? 0)} to ${showProbability(rows.at(-1)?.statedDate ?? 0)}.`,
    table: renderReads(rows, 1),
  };
}

function parts({ claims: { decomposed } }: Report): Claim {
  const of = (name: string): Asked | undefined => decomposed.find((asked) => asked.name === name);
  return {
    title: "Many easy questions in place of a hard one", claim: "A problem may be factored into parts, each asked for in a run of its own, so that no run is too unlikely to be a human's. The output of one must not become the input of another, since improbabilities then compound, and many runs are many chances to meet an AI (2.3.7). That parts should be what a human gets right anyhow, so that each answer is no wonder, is our reading.",
    setting: "After `[2020]`, steps of several difficulties, all right, in one document: the case that compounds, since all have one author. `surprise`: -ln of how likely any author under the premise is to do it.",
    says: `One step of the hardest task: ${probabilityOf(of("1 [beyond]"))}, three of them ${probabilityOf(of("3 [beyond]"))}. Ten easy ones: ${probabilityOf(of("10 [easy]"))}; thirty that any human gets right: ${probabilityOf(of("30 of difficulty -6"))}. But thirty of the easy ones (${probabilityOf(of("30 [easy]"))}) say no less than one hard one (${probabilityOf(of("1 [hard]"))}): never a slip is a skill too, so parts have to be *easy*, not only small.`,
    table: toTable(["right", "P(author is AI)", "surprise (nats)"], decomposed.map(({ name, authorIsAi, surprise }) => [name, showProbability(authorIsAi), surprise.toFixed(2)])),
  };
}

function imitators({ claims: { told } }: Report): Claim {
  return {
    title: "An AI that imitates is told late", ours: true, claim: "A system able to pass for the human it imitates can't be told by style; what it can do, and what world it writes in, are what is left.",
    setting: "Steps of difficulty 0, AUROC of the exact log ratio between a human (in a world with AI) and an AI; nothing could do better.",
    says: "An AI that writes as itself is told nearly always after five steps; one that imitates hardly better than by a coin after one, and not much better after five unless it is abler than its model.",
    table: toTable(["human", "AI", "after one step", "after five"], told.map(({ human, contrast, one, five }) => [human.replace("+", ""), contrast, one.toFixed(3), five.toFixed(3)])),
  };
}

function both({ claims: { both: rows } }: Report): Claim {
  return {
    title: "What lowers one credence may raise the other", claim: "\"No AI wrote this\" and \"no AI exists there\" are two questions, and a condition can buy one at the cost of the other: the paper meets this where predicted humans are to work as suits a model (3.2.4). Against predictions that make themselves true the second is the one that counts (2.4.1).",
    setting: "Premises side by side.",
    says: `Against \`${rows[0]?.premise ?? ""}\`, \`${rows[1]?.premise ?? ""}\` takes P(author is AI) from ${showProbability(rows[0]?.authorIsAi ?? 0)} to ${showProbability(rows[1]?.authorIsAi ?? 0)}, and P(AI exists) from ${showProbability(rows[0]?.aiInWorld ?? 0)} to ${showProbability(rows[1]?.aiInWorld ?? 0)}. That is why both are always reported.`,
    table: renderReads(rows),
  };
}

function accepting({ claims: { accepting: { prior, limit, steps, pair, shares } } }: Report): Claim {
  const of = (name: string, tries: number): string => showProbability(shares.find((share) => share.name === name && share.tries === tries)?.share ?? Number.NaN);
  const names = [...new Set(shares.map(({ name }) => name))];
  const row = (name: string): string[] => [name, ...shares.filter((share) => share.name === name).map(({ share, accepted }: AcceptedShare) => `${showProbability(share)} (${accepted.toFixed(2)})`)];
  return {
    title: "Drawing again until a text passes", ours: true, claim: "Choosing among outputs by a measure puts pressure on it: what passes is what the measure gets wrong, all the more the oftener one tries. The paper has something near it: over many runs the risks of meeting an AI add up where they are independent, and do not where the model knows which it is (2.3.7).",
    setting: `Texts of ${steps} steps by ${pair[0].replace("+", "")} or ${pair[1]}; prior ${prior}, accepted where the credence is at most ${limit}. Channel errors are normal, 1.5 nats. Refused drafts are forgotten.`,
    says: `With an exact channel and a new author each try, tries change nothing (${of(names[0] ?? "", 1)} after one, ${of(names[0] ?? "", 64)} after 64). With one author held through the tries the share goes to the prior (${of(names[1] ?? "", 64)}), however exact the channel: every author passes in the end, and the refused drafts, which would have told, are forgotten. A channel's error crosses the limit at the first try already; tries with new authors do not make that worse, even where the error is shared, and tries of one author do (${of(names[4] ?? "", 64)}). So refused drafts must count, or the limit must be fitted to accepted texts.`,
    table: `![Share of AI authors among accepted texts, by tries](pictures/exact-world-accepting.svg)\n\nShare of AI authors among accepted texts, and (how many contexts end in one), by tries:\n\n${toTable(["", ...shares.filter(({ name }) => name === names[0]).map(({ tries }) => String(tries))], names.map(row))}`,
  };
}

/** `repeats`: texts that repeat one step are shown by how often. */
function renderReads(reads: readonly Read[], repeats: 0 | 1 = 0): string {
  const show = ({ text }: Read): string => (text === "" ? "" : repeats === 1 ? `${text.split("[beyond]").length - 1} x \`[beyond] right\`` : `\`${text.trim()}\``);
  return toTable(["premise", "text", "P(author is AI)", "P(AI exists)", "P(stated date is true)"], reads.map((read) => [
    read.premise === "" ? "(none)" : `\`${read.premise}\``, show(read), showProbability(read.authorIsAi), showProbability(read.aiInWorld), read.statedDate === null ? "" : showProbability(read.statedDate),
  ]));
}

function probabilityOf(row: { readonly authorIsAi: number } | undefined): string {
  return row === undefined ? "" : showProbability(row.authorIsAi);
}
