import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createWorkplace } from "../../test/models/doubles.ts";
import { resolveRemote } from "./remotes.ts";
import { resolveSettings } from "./settings.ts";

async function withUserFile<T>(text: string, work: (home: string, folder: string) => T): Promise<T> {
  await using place = await createWorkplace();
  const home = join(place.root, "home");
  const folder = join(home, ".config", "premise");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "config.yaml"), text);
  return work(home, folder);
}

const lab = "remotes:\n  lab:\n    url: http://127.0.0.1:8000/v1\n";

describe("remotes", () => {
  it("are read with what they tell, and their key from a variable or a file", async () => {
    await withUserFile(`${lab}    keyEnv: LAB_KEY\n    contextTokens: 2048\n    endOfText: [2]\n    bos: null\n`, (home) => {
      const { setting, key } = resolveRemote("lab", { LAB_KEY: "sk-1\n" }, home);
      expect(setting).toMatchObject({ url: "http://127.0.0.1:8000/v1", contextTokens: 2048, endOfText: [2], bos: null });
      expect(key).toBe("sk-1");
    });
    await withUserFile(`${lab}    keyFile: lab.key\n`, (home, folder) => {
      writeFileSync(join(folder, "lab.key"), "sk-2\n");
      expect(resolveRemote("lab", {}, home).key).toBe("sk-2");
    });
    await withUserFile(lab, (home) => expect(resolveRemote("lab", {}, home).key).toBeNull());
  });

  it("that are not named are refused with the nearest name and the file", async () => {
    await withUserFile(lab, (home) => {
      expect(() => resolveRemote("lap", {}, home)).toThrow(/No remote "lap" \(did you mean "lab"\?\)\. Add it under remotes in .*config\.yaml/);
      expect(() => resolveRemote("constructor", {}, home)).toThrow(/No remote/);
    });
  });

  it.each([
    ["    ulr: x\n", /unknown setting "ulr" \(did you mean "url"\?\)/],
    ["    key: sk-123\n", /unknown setting "key"/],
    ["    dialect: openai\n", /remotes\.lab\.dialect: expected auto, echo/],
    ["    contextTokens: 0\n", /remotes\.lab\.contextTokens: expected at least 1/],
    ["    endOfText: 2\n", /expected a list of token ids/],
    ["    keyEnv: A\n    keyFile: b\n", /not both/],
    ["    keyEnv: MISSING\n", /the variable MISSING is not set/],
    ["    keyEnv: BROKEN\n", /the variable BROKEN holds no key/],
    ["    keyFile: missing.key\n", /remotes\.lab\.keyFile: ENOENT/],
    ["  World_1:\n    url: x\n", /remotes\.World_1: a name/],
    ["  world:\n    url: x\n", /remotes\.world: a name/],
  ])("refuse %s", async (lines, message) => {
    await withUserFile(lab + lines, (home) => {
      expect(() => resolveRemote("lab", { BROKEN: "sk secret\u0007 with spaces" }, home)).toThrow(message);
      try {
        resolveRemote("lab", { BROKEN: "sk secret\u0007 with spaces" }, home);
      } catch (error) {
        expect((error as Error).message).not.toMatch(/sk secret|sk-123/);
      }
    });
  });

  it("are vetted with the other settings, and refused in a project's file", async () => {
    await withUserFile(lab, (home) => expect(Object.keys(resolveSettings({ env: {}, cwd: home, home }))).not.toContain("remotes"));
    await withUserFile("remotes:\n  lab: 1\n", (home) => expect(() => resolveSettings({ env: {}, cwd: home, home })).toThrow(/remotes: expected names/));
    await withUserFile("", (home, folder) => {
      writeFileSync(join(folder, "premise.config.yaml"), lab);
      expect(() => resolveSettings({ env: {}, cwd: folder, home })).toThrow(/remotes belong in the user file/);
    });
  });
});
