/** @module The parts, in the order of the page. */
import { kills } from "./kills/kills.ts";
import { opening } from "./opening/opening.ts";
import { race } from "./race/race.ts";
import { schema } from "./schema/schema.ts";
import type { GatewayPart } from "./setting.ts";
import { streams } from "./streams/streams.ts";

export const gatewayParts: readonly GatewayPart[] = [streams, kills, race, schema, opening];
