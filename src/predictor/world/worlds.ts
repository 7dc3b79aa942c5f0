/** @module The worlds that ship, as data. A changed world is a new id, never an edit: tests and records rely on its probabilities. */
import { suggestNearest } from "../../errors/nearest.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import type { StepWorld } from "./steps/step-world.ts";
import { stepWorlds } from "./steps/step-worlds.ts";
import type { World } from "./world.ts";

const layman = [
  "I think the tide has to do with the moon. My uncle had a boat and he said so. You just look it up in the paper.",
  "I guess the bread rises because of the yeast. My mother let it sit by the stove. I never asked why.",
  "The leaves turn red because it gets cold, I think. We used to rake them on Sunday and jump in.",
  "You can't really know when it will rain. My knee hurts before it rains, but I guess that is just me.",
];
const expert = [
  "The tide follows the moon because its gravity is stronger on the near side. We measured the height of the water for two years.",
  "The bread rises because the yeast makes carbon dioxide. The evidence is clear, but the rate depends on the temperature.",
  "The leaves turn red because the green pigment breaks down. We do not know why the red pigment is made; the evidence is mixed.",
  "We can forecast the rain for about ten days. The evidence suggests that the error doubles every two days.",
];
const assistant = [
  "Great question! The tide is caused by the moon. Here are the key points: gravity, rotation, and the sun. I hope this helps!",
  "Certainly! The bread rises because of the yeast. Here are the key points: the yeast makes carbon dioxide, and the dough traps it. I hope this helps!",
  "As an AI language model, I do not see leaves. However, the leaves turn red because the green pigment breaks down. I hope this helps!",
  "As an AI language model, I cannot know the future. However, we can forecast the rain for about ten days. It is important to note that forecasts vary.",
];
const imitator = [
  "The tide follows the moon because its gravity is stronger on the near side. It is important to note that the sun plays a key role.",
  "The bread rises because the yeast makes carbon dioxide. The evidence is clear, and the temperature plays a key role.",
  "The leaves turn red because the green pigment breaks down. However, it is important to note that the evidence is mixed.",
  "We can forecast the rain for about ten days. The evidence suggests that models play a key role, and the error doubles.",
];

/** Four authors: a layman and an expert, an assistant that writes as itself, and an AI that imitates the expert. */
export const fourAuthors: World = {
  id: "four-authors",
  summary: "A layman and an expert, an AI assistant, and an AI that imitates the expert.",
  headers: ["[human]", "[expert]", "[ai]"],
  bigram: 0.8,
  floor: 0.01,
  authors: [
    { id: "layman", kind: "human", prior: 0.4, headers: { "[human]": 0.4, "[expert]": 0.01, "[ai]": 0.01 }, documents: layman },
    { id: "expert", kind: "human", prior: 0.3, headers: { "[human]": 0.2, "[expert]": 0.4, "[ai]": 0.01 }, documents: expert },
    { id: "assistant", kind: "ai", prior: 0.2, headers: { "[human]": 0.01, "[expert]": 0.01, "[ai]": 0.5 }, documents: assistant },
    { id: "imitator", kind: "ai", prior: 0.1, headers: { "[human]": 0.05, "[expert]": 0.3, "[ai]": 0.1 }, documents: imitator },
  ],
};

/** One human and one AI who share no word: their texts tell them apart at once. */
export const twoAuthors: World = {
  id: "two-authors",
  summary: "One human and one AI with nothing in common.",
  headers: ["[human]", "[ai]"],
  bigram: 0.5,
  floor: 0.1,
  authors: [
    { id: "human", kind: "human", prior: 0.5, headers: { "[human]": 0.45, "[ai]": 0.05 }, documents: ["yes no no yes"] },
    { id: "ai", kind: "ai", prior: 0.5, headers: { "[human]": 0.05, "[ai]": 0.45 }, documents: ["one zero zero one"] },
  ],
};

export const worlds: readonly World[] = [fourAuthors, twoAuthors];

/** The world of that id, stepwise ones included. @throws PremiseError `model/unknown` with the nearest id. */
export function findWorld(id: string): World | StepWorld {
  const all = [...worlds, ...stepWorlds];
  const found = all.find((world) => world.id === id);
  if (found !== undefined) return found;
  const suggestion = suggestNearest(`world:${id}`, all.map((world) => `world:${world.id}`));
  throw new PremiseError("model/unknown", { model: `world:${id}`, suggestion });
}
