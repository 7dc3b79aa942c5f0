/** @module How the tests run: two workers, no watch, console output fails outside cli/ and scripts/. Limits of time only end what hangs: a busy machine must not reach them. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "scripts/**/*.test.ts", "test/**/*.test.ts", "perf/**/*.test.ts", "examples/**/*.test.ts"],
    setupFiles: ["scripts/vitest/quiet.ts", "scripts/vitest/seed.ts"],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    passWithNoTests: false,
  },
});
