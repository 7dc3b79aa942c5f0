import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkLayers, checkLayersIn, layers } from "./check-layers.ts";

const check = (path: string, text: string): readonly string[] => checkLayers(new Map([[path, text]])).map(({ line, message }) => `${line}: ${message}`);

describe("check-layers", () => {
  it("lets imports point down the list, and within a folder", () => {
    const text = 'import { a } from "../errors/table.ts";\nimport type { B } from "./b.ts";\nimport fs from "node:fs";\n';
    expect(check("src/score/score.ts", text)).toEqual([]);
  });

  const upward = [
    'import { a } from "../cli/io.ts";',
    'import type { A } from "../cli/io.ts";',
    'export * from "../cli/io.ts";',
    'export type { A } from "../cli/io.ts";',
    'const a = await import("../cli/io.ts");',
    'let a: import("../cli/io.ts").Io;',
  ];

  it.each(upward)("finds the upward import %s", (line) => {
    expect(check("src/score/score.ts", `\n${line}\n`)).toEqual(["2: score/ may not import from cli/, which comes later"]);
  });

  it("is not misled by comments and strings", () => {
    expect(check("src/score/score.ts", '// import "../cli/io.ts";\nconst a = `import "../cli/io.ts"`;\n')).toEqual([]);
  });

  it("lets tests import from anywhere", () => {
    expect(check("src/score/score.test.ts", 'import { a } from "../cli/io.ts";')).toEqual([]);
  });

  it("refuses unknown folders and ways out of src/", () => {
    expect(check("src/utils/a.ts", "")).toEqual(['1: folder "utils" is not in the list of scripts/check-layers.ts']);
    expect(check("src/cli/a.ts", 'import "../../scripts/build.ts";')).toEqual(["1: ../../scripts/build.ts is outside src/"]);
  });

  it("keeps koffi in the bindings", () => {
    expect(check("src/predictor/llama/bindings.ts", 'import koffi from "koffi";')).toEqual([]);
    expect(check("src/predictor/llama/bindings-ggml.ts", 'import koffi from "koffi";')).toEqual([]);
    expect(check("src/predictor/llama/engine.ts", 'import koffi from "koffi";')).toEqual(["1: only predictor/llama/bindings*.ts may import koffi"]);
  });

  it("keeps implementations of the predictor behind choose.ts", () => {
    const world = 'import { a } from "./world/world.ts";';
    expect(check("src/predictor/choose.ts", world)).toEqual([]);
    expect(check("src/testing/doubles.ts", 'import { a } from "../predictor/world/world.ts";')).toEqual([]);
    const problem = ["1: only predictor/choose.ts may import the implementation predictor/world/"];
    expect(check("src/predictor/predictor.ts", world)).toEqual(problem);
    expect(check("src/predictor/llama/engine.ts", 'import { a } from "../world/world.ts";')).toEqual(problem);
    expect(check("src/score/score.ts", 'import { a } from "../predictor/world/world.ts";')).toEqual(problem);
    expect(check("src/predictor/world/world.ts", 'import { a } from "../choose.ts";')).toEqual(["1: an implementation may not import choose.ts"]);
  });

  it("knows every folder of src/, and finds a project without sources", () => {
    const folders = readdirSync("src", { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    expect(folders.length).toBeGreaterThan(5);
    expect(folders.filter((folder) => !layers.includes(folder))).toEqual([]);
    expect(checkLayersIn("docs")).toHaveLength(1);
  });
});
