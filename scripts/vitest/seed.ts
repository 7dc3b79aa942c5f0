/** @module Property tests draw the same examples every time; PREMISE_TEST_SEED draws others. */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env["PREMISE_TEST_SEED"] ?? 1) });
