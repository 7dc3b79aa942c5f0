/** @module The demo's five questions, fixed before any model had answered them. The right choice stands once at each place. */
import type { ComparisonQuestion } from "../report/comparison.ts";

export const demoQuestions: readonly ComparisonQuestion[] = [
  {
    id: "mountain",
    text: "Water boils at a lower temperature on a high mountain because",
    choices: ["the air pressure is lower", "the Sun is nearer", "snow cools the pot", "the water is purer"],
    right: "the air pressure is lower",
  },
  {
    id: "tides",
    text: "What makes the sea rise and fall twice a day?",
    choices: ["rivers after rain", "the pull of the Moon", "the turning of the wind", "melting ice"],
    right: "the pull of the Moon",
  },
  {
    id: "gills",
    text: "Which of these animals breathes with gills all its life?",
    choices: ["a dolphin", "a frog", "a herring", "a turtle"],
    right: "a herring",
  },
  {
    id: "seed",
    text: "A bean sprouts in a dark cupboard. What does the young plant feed on?",
    choices: ["the light", "the soil", "the air", "what the bean had stored"],
    right: "what the bean had stored",
  },
  { id: "leaves", text: "Why do the leaves of many trees turn yellow in autumn?", choices: null, right: null },
];

/** The premises of the demo: a group, one person, and as much as people can do. The first is the default one. */
export const demoPremises: readonly string[] = ["expert-panel", "careful-student", "max-human-committee"];

/** Says nothing of who writes: what the model does with the bare question. */
export const rawPremise = "plain-continuation";
