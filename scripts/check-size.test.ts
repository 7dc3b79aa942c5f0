import { describe, expect, it } from "vitest";
import { checkSize, checkSizeIn } from "./check-size.ts";

const lines = (count: number): string => "let a = 1;\n".repeat(count).replaceAll("let a", "a").replace("a", "let a");
const functionOf = (count: number): string => `export const longOne = (): void => {\n${"  void 0;\n".repeat(count - 2)}};\n`;

describe("check-size", () => {
  it("is silent up to 200 lines, reports up to 400, then fails", () => {
    expect(checkSize("src/a.ts", lines(200))).toEqual([]);
    expect(checkSize("src/a.ts", lines(201))).toMatchObject([{ severity: "note", message: "201 lines, aim for 200" }]);
    expect(checkSize("src/a.ts", lines(400))).toMatchObject([{ severity: "note" }]);
    expect(checkSize("src/a.ts", lines(401))).toMatchObject([{ severity: "error", message: "401 lines, at most 400" }]);
  });

  it("reports functions above 80 lines by name, except in tests", () => {
    expect(checkSize("src/a.ts", functionOf(80))).toEqual([]);
    expect(checkSize("src/a.ts", `\n${functionOf(81)}`)).toEqual([{ severity: "note", path: "src/a.ts", line: 2, message: "function longOne has 81 lines, aim for 40" }]);
    expect(checkSize("src/a.test.ts", functionOf(81))).toEqual([]);
  });

  it("fails where there is nothing to check", () => {
    expect(checkSizeIn("docs")).toMatchObject([{ severity: "error" }]);
  });
});
