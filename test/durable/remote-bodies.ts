/** @module The bodies of a child: the sampling one, on the server whose URL is given. */
import { systemClock } from "../../src/random/clock.ts";
import { toOptions } from "../servers/doubles/open.ts";
import { openRemote } from "../../src/predictor/remote/remote.ts";
import type { ChildProgram } from "./child.ts";
import { createSampling } from "./sampling.ts";

/** What the predictor asks a server once, it has asked when this resolves. */
export const createBodies: ChildProgram["createBodies"] = async (url, log) => {
  const predictor = await openRemote(toOptions({ url }, { clock: systemClock }));
  const context = predictor.info.bos.token === null ? [] : [predictor.info.bos.token];
  for await (const _ of predictor.sample([{ context, maxTokens: 1, seed: 0 }])) continue;
  return { child: createSampling(predictor, log) };
};
