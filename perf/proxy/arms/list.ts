/** @module Every arm, in the order of the page; the first is the upstream of the others. */
import type { Arm } from "../setting.ts";
import { direct } from "./direct.ts";
import { litellm } from "./litellm.ts";
import { portkey } from "./portkey.ts";
import { premise, premiseWithKey } from "./premise.ts";

export const arms: readonly Arm[] = [direct, portkey, litellm, premise, premiseWithKey];
