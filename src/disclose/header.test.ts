import fc from "fast-check";
import { parseDictionary, Token } from "structured-headers";
import { expect, it } from "vitest";
import { renderDisclosureHeader } from "./header.ts";

it("is a dictionary that is read back, whatever the model is called", () => {
  const date = new Date("2026-08-02T00:00:00Z");
  expect(renderDisclosureHeader({ model: 'a"b\n€', provider: "premise", date })).toBe('mode=machine-generated, model="a\\"b%0A%E2%82%AC", provider="premise", date=@1785628800');
  fc.assert(fc.property(fc.string({ unit: "binary" }), (model) => {
    const members = parseDictionary(renderDisclosureHeader({ model, provider: "premise", date }));
    expect([...members.keys()]).toEqual(["mode", "model", "provider", "date"]);
    expect(members.get("mode")?.[0]).toEqual(new Token("machine-generated"));
    expect(decodeURIComponent(String(members.get("model")?.[0]).replace(/%(?![0-9A-F]{2})/g, "%25"))).toBeTypeOf("string");
  }));
});
