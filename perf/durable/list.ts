/** @module The parts, in the order of the page. */
import { cost } from "./cost.ts";
import { kills, realKills } from "./kills.ts";
import { restarts } from "./restarts.ts";
import type { DurablePart } from "./setting.ts";
import { workers } from "./workers.ts";

export const durableParts: readonly DurablePart[] = [kills, realKills, restarts, workers, cost];
