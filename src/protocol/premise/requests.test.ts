import { describe, expect, it } from "vitest";
import { keyRequest, requestsQuery, usageQuery } from "./requests.ts";

describe("what reaches the database", () => {
  it.each([
    [keyRequest, { name: "a\0b" }],
    [keyRequest, { name: "a", expiresAt: "0000-01-01T00:00:00Z" }],
    [keyRequest, { name: "a", budgets: [{ unit: "tokens", limit: 1 }, { unit: "tokens", limit: 2 }] }],
    [keyRequest, { name: "a", budgets: [{ unit: "tokens", limit: 1.5 }] }],
    [usageQuery, { key: "\0" }],
    [usageQuery, { since: "0000-01-01T00:00:00Z" }],
    [usageQuery, { since: "yesterday" }],
    [requestsQuery, { key: "\0" }],
    [requestsQuery, { limit: "0" }],
  ])("is refused where no database holds it", (schema, value) => expect(schema.safeParse(value).success).toBe(false));

  it("is taken as it is otherwise", () => {
    expect(keyRequest.parse({ name: "ä", expiresAt: "2026-01-01T00:00:00Z", budgets: [{ unit: "tokens", limit: 1 }, { unit: "micros", limit: 0, currency: "EUR" }] })).toMatchObject({ scopes: ["infer"], requestsPerMinute: null });
    expect(usageQuery.parse({ since: "0001-01-01T00:00:00Z" })).toEqual({ since: "0001-01-01T00:00:00Z" });
  });
});
