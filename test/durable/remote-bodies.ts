/** @module The bodies of a child: the sampling one, on the server whose URL is given. */
import { systemClock } from "../../src/random/clock.ts";
import { toOptions } from "../servers/doubles/open.ts";
import { openRemote } from "../../src/predictor/remote/remote.ts";
import type { ChildProgram } from "./child.ts";
import { createSampling } from "./sampling.ts";

export const createBodies: ChildProgram["createBodies"] = async (url, log) => ({
  child: createSampling(await openRemote(toOptions({ url }, { clock: systemClock })), log),
});
