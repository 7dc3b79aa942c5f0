/** @module One gateway for a file's tests, which are skipped with the reason where none can be had. */
import { afterAll, beforeAll, type TestContext } from "vitest";
import { ensureModel } from "../../models/ensure.ts";
import { whyNoClients } from "./folder.ts";
import { both, Gateway } from "./gateway.ts";

/** The function that it gives is called by each test. */
export function useGateway(models: readonly string[] = both): (context: TestContext) => Gateway {
  let gateway: Gateway | null = null;
  let reason = whyNoClients();
  beforeAll(async () => {
    if (reason !== null) return;
    for (const model of models) if ((await ensureModel(model)) === null) reason = `${model} is not here and could not be pulled`;
    if (reason === null) gateway = await Gateway.start(models);
  });
  afterAll(async () => gateway?.[Symbol.asyncDispose]());
  return (context) => {
    if (reason !== null) context.skip(reason);
    if (gateway === null) throw new TypeError("the gateway did not start");
    return gateway;
  };
}
