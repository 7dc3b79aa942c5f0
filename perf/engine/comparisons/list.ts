/** @module Every comparison, in the order of the page. */
import type { Comparison } from "../setting.ts";
import { choices } from "./choices.ts";
import { dialogue } from "./dialogue.ts";
import { growth, growthSteady } from "./growth.ts";
import { llamaBench } from "./llama-bench.ts";
import { longText } from "./long-text.ts";
import { memory } from "./memory.ts";
import { perplexity } from "./perplexity.ts";
import { repeatable } from "./repeatable.ts";
import { samples } from "./samples.ts";
import { statistics } from "./statistics.ts";

export const comparisons: readonly Comparison[] = [longText, perplexity, choices, samples, statistics, memory, growth, growthSteady, repeatable, dialogue, llamaBench];
