/** @module Conformance suites for your own implementations. The predictor's registers cases with vitest, which you install. */
export { predictorConformance, type ConformanceOptions } from "./predictor-conformance.ts";
export * from "./run-engine-conformance.ts";
export * from "./run-store-conformance.ts";
export * from "./store-conformance.ts";
