import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { createProject, goodNpm, nodePackage, placeNode } from "./setup/project.ts";

describe("setup", () => {
  beforeEach((context) => {
    if (nodePackage === null || process.platform === "win32") context.skip("the stand-ins are shell scripts, and need a platform with a packaged Node");
  });

  it("installs once, and again only when the lockfile changed", async () => {
    using project = createProject();
    const first = await project.run("scripts/setup.mjs");
    expect(first).toMatchObject({ code: 0, stdout: "" });
    expect(first.stderr).toContain("setup: installed");
    expect(await project.run("scripts/setup.mjs")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(project.npmCalls().count).toBe(1);
    project.setLockfile({ "": {}, "node_modules/new": {} });
    expect((await project.run("scripts/setup.mjs")).code).toBe(0);
    expect(project.npmCalls().count).toBe(2);
  });

  it("links the packaged Node where npm did not", async () => {
    using project = createProject();
    await project.run("scripts/setup.mjs");
    expect(existsSync(join(project.root, "node_modules/.bin/node"))).toBe(true);
  });

  it("lets several setups at once install one time, one after the other", async () => {
    using project = createProject();
    const ended = await Promise.all([1, 2, 3].map(() => project.run("scripts/setup.mjs")));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(project.npmCalls()).toEqual({ count: 1, overlapped: false });
    expect(existsSync(join(project.root, ".setup.lock"))).toBe(false);
  });

  it("takes over the lock of a process that is gone, and only once", async () => {
    using project = createProject();
    writeFileSync(join(project.root, ".setup.lock"), "2147480000");
    const ended = await Promise.all([1, 2, 3].map(() => project.run("scripts/setup.mjs")));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(project.npmCalls()).toEqual({ count: 1, overlapped: false });
  });

  it("installs again after a failure", async () => {
    using project = createProject();
    project.setNpm("process.exit(1);");
    expect((await project.run("scripts/setup.mjs")).code).toBe(1);
    project.setNpm(goodNpm);
    expect((await project.run("scripts/setup.mjs")).code).toBe(0);
  });

  const failures = [
    { what: "no network", npm: 'console.error("npm error code ENOTFOUND\\nnpm error network request failed"); process.exit(1);', says: /did not answer \(ENOTFOUND\).*Check the network/ },
    { what: "a lockfile out of step", npm: 'console.error("npm error code EUSAGE"); process.exit(1);', says: /do not match.*npm install/ },
    { what: "a full disk", npm: 'console.error("npm error code ENOSPC"); process.exit(1);', says: /no space left/ },
    { what: "anything else", npm: 'console.error("npm error code EWEIRD\\nnpm error the moon is full"); process.exit(3);', says: /exit 3\): the moon is full/ },
    { what: "a packaged Node that is too old", npm: 'fs.writeFileSync(nodeFolder + "/bin/node", "#!/bin/sh\\necho v22.1.0\\n", { mode: 0o755 });', says: /packaged Node is v22\.1\.0, needed is >= 24/ },
    { what: "a packaged Node that does not start", npm: 'fs.writeFileSync(nodeFolder + "/bin/node", "", { mode: 0o644 });', says: /does not start here/ },
  ];

  it.each(failures)("tells of $what in one line", async ({ npm, says }) => {
    using project = createProject();
    project.setNpm(npm);
    const { code, stdout, stderr } = await project.run("scripts/setup.mjs");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const lines = stderr.trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(says);
  });

  it("tells when there is no npm", async () => {
    using project = createProject();
    const { code, stderr } = await project.run("scripts/setup.mjs", [], { npm_execpath: "", PATH: project.root });
    expect(code).toBe(1);
    expect(stderr).toContain("setup: npm was not found. Install Node >= 20 with npm.");
  });

  it("tells which package of this machine did not arrive though npm reported success", async () => {
    using project = createProject();
    const fits = { os: [process.platform], cpu: [process.arch] };
    const optionalDependencies = { "engine-here": "1.0.0", "engine-elsewhere": "1.0.0" };
    project.setLockfile({ "": { optionalDependencies }, "node_modules/engine-here": fits, "node_modules/engine-elsewhere": { ...fits, os: ["beos"] } });
    const { code, stderr } = await project.run("scripts/setup.mjs");
    expect(code).toBe(1);
    expect(stderr).toContain("did not arrive: engine-here. Check the network");
  });
});

describe("node24", () => {
  beforeEach((context) => {
    if (nodePackage === null || process.platform === "win32") context.skip("the stand-ins are shell scripts, and need a platform with a packaged Node");
  });

  const tell = "console.log(JSON.stringify({ args: process.argv.slice(2), parent: process.ppid })); process.exit(7);";

  it("runs the script in its own process where that is the packaged Node already", async () => {
    using project = createProject();
    placeNode(project, "link");
    project.write("tell.ts", `const code: number = 7;\n${tell}`);
    const { code, stdout } = await project.run("scripts/node24.mjs", ["tell.ts", "a", "--b"]);
    expect(code).toBe(7);
    expect(JSON.parse(stdout)).toEqual({ args: ["a", "--b"], parent: process.pid });
  });

  it("starts the packaged Node otherwise, and passes arguments and exit code", async () => {
    using project = createProject();
    placeNode(project, { script: `exec "${process.execPath}" "$@"` });
    project.write("tell.mjs", tell);
    const { code, stdout } = await project.run("scripts/node24.mjs", ["tell.mjs", "a", "b c"]);
    expect(code).toBe(7);
    expect(JSON.parse(stdout).args).toEqual(["a", "b c"]);
    expect(JSON.parse(stdout).parent).not.toBe(process.pid);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("passes %s on once, and keeps the exit code that follows", async (signal) => {
    using project = createProject();
    placeNode(project, { script: `exec "${process.execPath}" "$@"` });
    const wait = `let count = 0; setTimeout(() => {}, 20000);
      process.on("${signal}", () => { if (++count === 1) setTimeout(() => { require("node:fs").writeFileSync("count", String(count)); process.exit(9); }, 400); });
      process.kill(process.ppid, "${signal}"); setTimeout(() => process.kill(process.ppid, "${signal}"), 100);`;
    project.write("wait.cjs", wait);
    expect((await project.run("scripts/node24.mjs", ["wait.cjs"])).code).toBe(9);
    expect(readFileSync(join(project.root, "count"), "utf8")).toBe("1");
  });

  it("ends as the shell does for a child that a signal killed", async () => {
    using project = createProject();
    placeNode(project, { script: "kill -9 $$" });
    expect((await project.run("scripts/node24.mjs", ["any.mjs"])).code).toBe(137);
  });

  it("asks for a script", async () => {
    using project = createProject();
    expect(await project.run("scripts/node24.mjs")).toMatchObject({ code: 2, stdout: "" });
  });
});
