/** @module llama.cpp's C interface, release v0.5.0, called through koffi: only files named bindings hold pointers. */
export { type AppliedAdapter, NativeAdapter } from "./bindings-adapter.ts";
export { NativeBatch } from "./bindings-batch.ts";
export { NativeContext, type NativeContextOptions } from "./bindings-context.ts";
export { Llama, loadLlama } from "./bindings-library.ts";
export { NativeModel, tokenAttribute } from "./bindings-model.ts";
