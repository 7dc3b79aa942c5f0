import { cpSync } from "node:fs";
import { join } from "node:path";
import { it } from "vitest";
import { freshDirectory, freshPgliteDirectory } from "../../test/store/fresh.ts";
import { checkKilled } from "../../test/store/killed.ts";

it("charges each request once, and forgets none that was acknowledged, however often it is killed", async () => {
  const directory = freshDirectory();
  cpSync(await freshPgliteDirectory(), join(directory, "store"), { recursive: true });
  await checkKilled(directory, undefined);
}, 300_000);
