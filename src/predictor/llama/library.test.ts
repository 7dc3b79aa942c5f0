import { describe, expect, it } from "vitest";
import { llamaRelease, locateLibrary } from "./library.ts";

describe("locateLibrary", () => {
  it("tells a platform that is not known from one whose package is missing", () => {
    expect(() => locateLibrary("plan9-mips")).toThrow(/^No packaged llama\.cpp for plan9-mips\. Supported: linux-x64, /);
    const absent = process.platform === "win32" ? ["linux-arm64", "@node-llama-cpp/linux-arm64"] : ["win32-x64", "@node-llama-cpp/win-x64"];
    expect(() => locateLibrary(absent[0])).toThrow(`for ${absent[0]} (its package ${absent[1]} is not installed). Supported: `);
  });

  it("finds the libraries of this platform, of the release that is known", () => {
    expect(locateLibrary().release).toBe(llamaRelease);
  });
});
