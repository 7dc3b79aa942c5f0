import { startWorldServer } from "../../../test/servers/doubles/world-server.ts";
import { afterAll, describe } from "vitest";
import { predictorConformance } from "../../testing/predictor-conformance.ts";
import { openDouble } from "../../../test/servers/doubles/open.ts";

for (const dialect of ["echo", "prompt-logprobs"] as const) {
  describe(dialect, async () => {
    const server = await startWorldServer({ dialect });
    afterAll(() => server[Symbol.asyncDispose]());
    predictorConformance(`remote over ${dialect}`, () => openDouble(server), { tolerance: 1e-9, draws: 600 });
  });
}
