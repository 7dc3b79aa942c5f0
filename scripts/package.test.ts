import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renameModuleUrls } from "./build/compile.ts";
import { type Manifest, toPublished } from "./build/pack.ts";
import { nodePackages } from "./pinned-node.mjs";

type Entry = { readonly version?: string; readonly resolved?: string; readonly integrity?: string; readonly optionalDependencies?: Readonly<Record<string, string>> };

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { readonly packages: Readonly<Record<string, Entry>> };

describe("lockfile", () => {
  it("names no registry, and has every package's hash", () => {
    const entries = Object.entries(lock.packages).filter(([path]) => path !== "");
    expect(entries.length).toBeGreaterThan(100);
    expect(entries.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
    expect(entries.filter(([, entry]) => entry.integrity === undefined)).toEqual([]);
  });

  it("has every platform's optional packages, without which npm 11 and 12 refuse it", () => {
    const wanted = Object.values(lock.packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
    const names = new Set(Object.keys(lock.packages).map((path) => path.split("node_modules/").at(-1)));
    expect(wanted.length).toBeGreaterThan(20);
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  it("pins platform packages exactly", () => {
    const pins = Object.values(manifest.optionalDependencies);
    expect(pins.length).toBeGreaterThan(4);
    expect(pins.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it("pins Node >= 24 for every platform that the scripts know", () => {
    const names = Object.values(nodePackages);
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(Number.parseInt(manifest.optionalDependencies[name] ?? "0", 10), name).toBeGreaterThanOrEqual(24);
  });
});

describe("published package", () => {
  it("leaves out what only a clone needs, keeps the engine", () => {
    const published = toPublished(manifest);
    for (const key of ["private", "scripts", "devDependencies"]) expect(published).not.toHaveProperty(key);
    const optional = Object.keys(published["optionalDependencies"] as object);
    expect(optional).toContain("@node-llama-cpp/linux-x64");
    expect(optional.filter((name) => name.startsWith("node-"))).toEqual([]);
    expect(published["engines"]).toEqual({ node: ">=24" });
  });

  it("asks for vitest only of those who run the conformance suites", () => {
    const published = toPublished(manifest);
    expect(published).toMatchObject({ peerDependencies: { vitest: expect.any(String) as string }, peerDependenciesMeta: { vitest: { optional: true } } });
    expect(published["dependencies"]).not.toHaveProperty("vitest");
  });

  it("finds its workers: addresses of modules are renamed, other addresses are not", () => {
    expect(renameModuleUrls('new Worker(new URL("./worker.ts", import.meta.url))')).toBe('new Worker(new URL("./worker.js", import.meta.url))');
    expect(renameModuleUrls('new URL("../a.yaml", import.meta.url); new URL("https://x.org/a.ts")')).toBe('new URL("../a.yaml", import.meta.url); new URL("https://x.org/a.ts")');
  });
});
