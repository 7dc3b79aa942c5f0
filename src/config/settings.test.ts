import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorkplace } from "../../test/models/doubles.ts";
import { resolveSettings } from "./settings.ts";

async function withFiles<T>(files: { project?: string; user?: string }, work: (cwd: string, home: string) => T): Promise<T> {
  await using place = await createWorkplace();
  const [cwd, home] = [join(place.root, "project"), join(place.root, "home")];
  for (const folder of [cwd, join(home, ".config", "premise")]) mkdirSync(folder, { recursive: true });
  if (files.project !== undefined) writeFileSync(join(cwd, "premise.config.yaml"), files.project);
  if (files.user !== undefined) writeFileSync(join(home, ".config", "premise", "config.yaml"), files.user);
  return work(cwd, home);
}

test("defaults, when nothing says otherwise", async () => {
  await withFiles({}, (cwd, home) => {
    const settings = resolveSettings({ env: {}, cwd, home });
    expect(settings.model).toEqual({ value: "gemma-3-270m", origin: "default" });
    expect(settings.threads).toEqual({ value: null, origin: "default" });
    expect(settings.dataDir.value).toBe(join(home, ".local", "share", "premise"));
    expect(Object.keys(settings)).toHaveLength(10);
  });
});

test("flags beat the environment, that the project file, that the user file", async () => {
  await withFiles({ project: "model: project\nthreads: 2\n", user: "model: user\nthreads: 3\ntranslator: user-translator\n" }, (cwd, home) => {
    const env = { PREMISE_MODEL: "env" };
    expect(resolveSettings({ flags: { model: "flag" }, env, cwd, home }).model).toEqual({ value: "flag", origin: "--model" });
    const settings = resolveSettings({ flags: { model: undefined, json: true }, env, cwd, home });
    expect(settings.model).toEqual({ value: "env", origin: "PREMISE_MODEL" });
    expect(settings.threads).toEqual({ value: 2, origin: join(cwd, "premise.config.yaml") });
    expect(settings.translator).toEqual({ value: "user-translator", origin: join(home, ".config", "premise", "config.yaml") });
  });
});

test("numbers and switches are read from text", async () => {
  await withFiles({}, (cwd, home) => {
    const settings = resolveSettings({ flags: { threads: "4" }, env: { PREMISE_CONTEXT_TOKENS: "2048", HF_HUB_OFFLINE: "1", PREMISE_MODEL: "" }, cwd, home });
    expect(settings.threads).toEqual({ value: 4, origin: "--threads" });
    expect(settings.contextTokens).toEqual({ value: 2048, origin: "PREMISE_CONTEXT_TOKENS" });
    expect(settings.offline).toEqual({ value: true, origin: "HF_HUB_OFFLINE" });
    expect(settings.model.origin).toBe("default");
    expect(resolveSettings({ env: { PREMISE_OFFLINE: "0", HF_HUB_OFFLINE: "1" }, cwd, home }).offline).toEqual({ value: false, origin: "PREMISE_OFFLINE" });
  });
});

test("paths in a file are relative to that file, URLs stay", async () => {
  await withFiles({ project: "dataDir: runs\nmirror: https://mirror.example/x\ntimeline: mine.yaml\n" }, (cwd, home) => {
    const settings = resolveSettings({ env: {}, cwd, home });
    expect(settings.timeline).toEqual({ value: join(cwd, "mine.yaml"), origin: join(cwd, "premise.config.yaml") });
    expect(resolveSettings({ env: { PREMISE_TIMELINE: "other.yaml" }, cwd, home }).timeline).toEqual({ value: "other.yaml", origin: "PREMISE_TIMELINE" });
    expect(settings.dataDir.value).toBe(join(cwd, "runs"));
    expect(settings.mirror.value).toBe("https://mirror.example/x");
  });
});

test.each([
  [{ project: "modle: x" }, {}, /premise\.config\.yaml: unknown setting "modle" \(did you mean "model"\?\)\. Mend/],
  [{ project: "threads: none" }, {}, /premise\.config\.yaml: threads: expected a whole number/],
  [{ project: "offline: maybe" }, {}, /offline: expected true or false/],
  [{ user: "- a list" }, {}, /config\.yaml: expected settings/],
  [{ user: "model: [unclosed" }, {}, /config\.yaml: /],
  [{ project: "threads: true" }, {}, /threads: expected a whole number/],
  [{ project: "contextTokens: [256]" }, {}, /contextTokens: expected a whole number/],
  [{}, { PREMISE_THREADS: "0x10" }, /PREMISE_THREADS: threads: expected a whole number/],
  [{}, { PREMISE_OFFLINE: "ture" }, /PREMISE_OFFLINE: offline: expected true or false/],
  [{}, { PREMISE_FLASH_ATTENTION: "2" }, /PREMISE_FLASH_ATTENTION: flashAttention: expected true or false/],
  [{}, { PREMISE_THREADS: "0" }, /PREMISE_THREADS: threads: expected at least 1/],
  [{}, { PREMISE_THREADS: "1.5" }, /PREMISE_THREADS: threads: expected a whole number/],
])("says where a wrong value comes from (%#)", async (files, env, message) => {
  await withFiles(files, (cwd, home) => {
    expect(() => resolveSettings({ env, cwd, home })).toThrow(expect.objectContaining({ code: "config/invalid", message: expect.stringMatching(message) as string }));
  });
});
