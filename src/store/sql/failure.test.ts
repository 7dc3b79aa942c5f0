import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, it } from "vitest";
import { PremiseError } from "../../errors/premise-error.ts";
import { withFailures } from "./failure.ts";

const failWith = (error: unknown) => withFailures(() => Promise.reject(error as Error));
const withCode = (code: string, message: string): Error => Object.assign(new Error(message), { code });

describe("a failure of the database", () => {
  it("is told without the values of the statement", async () => {
    const error = new DrizzleQueryError("insert into x values ($1)", ["sk-secret"], withCode("42P01", "relation \"x\" does not exist"));
    const thrown = await failWith(error).catch((each: unknown) => each as PremiseError);
    expect(thrown).toMatchObject({ code: "internal", details: { problem: "relation \"x\" does not exist (SQLSTATE 42P01)" } });
    expect(JSON.stringify(thrown)).not.toContain("secret");
  });

  it("is a store that cannot be reached when it comes from the connection, the disk or a limit", async () => {
    const refused = new AggregateError([withCode("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1")], "");
    const errors = [refused, withCode("EPIPE", "write EPIPE"), withCode("57P01", "terminating connection"), withCode("53100", "disk full"), withCode("57014", "statement timeout"), new Error("Connection terminated")];
    for (const error of errors) await expect(failWith(error)).rejects.toMatchObject({ code: "store/unavailable" });
    await expect(failWith(refused)).rejects.toMatchObject({ details: { problem: "connect ECONNREFUSED 127.0.0.1:1" } });
  });

  it("is a bug when it comes from the program", async () => {
    await expect(failWith(new TypeError("x is not a function"))).rejects.toMatchObject({ code: "internal" });
  });

  it("stays what it is when it is ours", async () => {
    await expect(failWith(new DrizzleQueryError("select", [], new PremiseError("store/newer", { problem: "9" })))).rejects.toMatchObject({ code: "store/newer" });
  });

  it("is tried again when the transaction only lost against another, but not for ever", async () => {
    let calls = 0;
    expect(await withFailures(() => (++calls < 3 ? Promise.reject(withCode("40P01", "deadlock detected")) : Promise.resolve("done")))).toBe("done");
    expect(calls).toBe(3);
    await expect(failWith(withCode("40001", "could not serialize access"))).rejects.toMatchObject({ code: "internal" });
  });
});
