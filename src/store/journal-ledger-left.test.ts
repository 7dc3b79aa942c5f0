import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmbedded, type Embedded } from "../../test/store/embedded.ts";
import { freshDirectory } from "../../test/store/fresh.ts";
import { charge, createPlace, done, free, limited, listJournal, newEntry, readOutcomes, usage } from "../../test/store/place.ts";
import { exampleKey, readBudgets } from "../testing/store/examples.ts";
import type { Entry } from "./ledger.ts";

let embedded: Embedded;
beforeAll(async () => void (embedded = await createEmbedded()));
afterAll(() => embedded.close());

describe("what a process leaves", () => {
  it("is settled as lost with its last progress, money in proportion and rounded up", async () => {
    const { directory, inner, flaky, create } = createPlace(await embedded.createStore());
    await inner.createKey(exampleKey("k", { tokens: 1000, micros: 100_000, requests: 9 }));
    const dead = create();
    const entries = await Promise.all(["none", "some", "over", "ended"].map((id) => dead.open(newEntry(id, { keyId: "k", hold: { requests: 1, tokens: 90, micros: 1000 } }), limited)));
    await dead.open(newEntry("free", { hold: { requests: 1, tokens: 0, micros: 7 } }), free);
    entries[1]?.progress(usage(1));
    entries[1]?.progress(usage(3));
    entries[2]?.progress(usage(100));
    await dead.flush();
    flaky.mode = "refuse";
    done(entries[3] as Entry);
    const left = freshDirectory();
    cpSync(directory, left, { recursive: true });
    await dead.close();

    flaky.mode = "work";
    const next = create({ directory: left });
    await next.flush();
    const rows = Object.fromEntries((await inner.listRequests({ limit: 9 })).map(({ requestId, settlement }) => [requestId, settlement]));
    expect(rows["some"]).toMatchObject({ outcome: "lost", status: null, usage: usage(3), charge: { requests: 1, tokens: 13, micros: 145 }, exact: false });
    expect(rows["none"]).toMatchObject({ outcome: "lost", usage: { promptTokens: 0, generatedTokens: 0 }, charge: { requests: 1, tokens: 0, micros: 0 }, exact: false });
    expect(rows["over"]).toMatchObject({ charge: { requests: 1, tokens: 110, micros: 1223 } });
    expect(rows["free"]).toMatchObject({ outcome: "lost", charge: { requests: 1, tokens: 0, micros: 7 } });
    expect(rows["ended"]).toMatchObject({ outcome: "done", charge });
    expect(await readBudgets(inner, "k")).toEqual({ requests: "4/0", tokens: "153/0", micros: "1668/0" });
    await next.close();
    expect(listJournal(left)).toEqual([]);
  });

  it("may be read a second time, and changes nothing then", async () => {
    const { directory, inner, flaky, create } = createPlace(await embedded.createStore());
    await inner.createKey(exampleKey("k", { requests: 9 }));
    const dead = create();
    await dead.flush();
    done(await dead.open(newEntry("a", { keyId: "k" }), limited));
    await dead.flush();
    const gate = Promise.withResolvers<void>();
    flaky.gate = gate.promise;
    done(await dead.open(newEntry("b"), free));
    await dead.open(newEntry("c"), free);
    const copies = [freshDirectory(), freshDirectory()];
    for (const copy of copies) cpSync(directory, copy, { recursive: true });
    gate.resolve();
    flaky.mode = "refuse";
    await dead.close();
    flaky.mode = "work";
    const seen: unknown[] = [];
    for (const copy of copies) {
      const next = create({ directory: copy });
      await next.flush();
      await next.close();
      seen.push([await readOutcomes(inner), await readBudgets(inner, "k")]);
    }
    expect(seen[0]).toEqual([{ a: "done", b: "done", c: "lost" }, { requests: "1/0" }]);
    expect(seen[1]).toEqual(seen[0]);
  });

  it("is found in the store alone too, and not taken from other owners or from itself", async () => {
    const { directory, inner, flaky, create } = createPlace(await embedded.createStore());
    const dead = create();
    const other = create({ owner: "there", directory: freshDirectory() });
    await dead.open(newEntry("a"), free);
    await other.open(newEntry("b"), free);
    await Promise.all([dead.flush(), other.flush()]);
    await dead.close();
    await other.close();
    rmSync(join(directory, "journal"), { recursive: true });
    const gate = Promise.withResolvers<void>();
    flaky.gate = gate.promise;
    const next = create();
    const own = await next.open(newEntry("c"), free);
    gate.resolve();
    await next.flush();
    expect(await readOutcomes(inner)).toEqual({ a: "lost", b: null, c: null });
    done(own);
    await next.close();
    expect(await readOutcomes(inner)).toEqual({ a: "lost", b: null, c: "done" });
  });
});
