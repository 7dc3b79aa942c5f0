import { it } from "vitest";
import { freshDirectory, freshPostgresUrl } from "../../../test/store/fresh.ts";
import { checkKilled } from "../../../test/store/killed.ts";

it("charges each request once, and forgets none that was acknowledged, however often the gateway is killed", async (context) => {
  const url = await freshPostgresUrl();
  if (url === null) return context.skip("DATABASE_URL names no PostgreSQL; npm run test:postgres starts one");
  await checkKilled(freshDirectory(), url);
}, 300_000);
