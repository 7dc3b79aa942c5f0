/** @module The MODEL grammar: `ID | PATH.gguf | REMOTE:ID`, then optionally `?premise=ID&temperature=T&adapter=FILE:SCALE`. */
import { suggestNearest } from "../errors/nearest.ts";
import { PremiseError } from "../errors/premise-error.ts";

export type ModelAdapter = { readonly file: string; readonly scale: number };
export type ModelParameters = { readonly premise?: string; readonly temperature?: number; readonly adapter?: ModelAdapter };
export type ModelTarget =
  | { readonly kind: "registered"; readonly id: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "remote"; readonly remote: string; readonly id: string };
export type ModelReference = ModelTarget & ModelParameters;

const parameterNames = ["premise", "temperature", "adapter"] as const;
type ParameterName = (typeof parameterNames)[number];

/**
 * Reads a MODEL. A name of two or more letters before a colon is a remote (so `C:\x.gguf` is a path, and a file called
 * `ab:c.gguf` is written `./ab:c.gguf`); parameter values are percent-decoded.
 * @throws PremiseError `model/invalid-reference`.
 */
export function parseModelReference(text: string): ModelReference {
  const split = /\?(?=[^?&=/\\]*=|$)/.exec(text);
  const target = split === null ? text : text.slice(0, split.index);
  return { ...parseTarget(target, text), ...(split === null ? {} : parseParameters(text.slice(split.index + 1), text)) };
}

/** The canonical text; `parseModelReference` gives the same reference back. */
export function renderModelReference(reference: ModelReference): string {
  const pairs = [
    reference.premise === undefined ? [] : [`premise=${encodeURIComponent(reference.premise)}`],
    reference.temperature === undefined ? [] : [`temperature=${String(reference.temperature)}`],
    reference.adapter === undefined ? [] : [`adapter=${encodeURIComponent(reference.adapter.file)}:${String(reference.adapter.scale)}`],
  ].flat();
  return renderTarget(reference) + (pairs.length === 0 ? "" : `?${pairs.join("&")}`);
}

/** Whether it names the exact world, which is no file: `world` or `world:ID`. */
export function isWorld(target: ModelTarget): boolean {
  return target.kind === "remote" ? target.remote === "world" : target.kind === "registered" && target.id === "world";
}

function renderTarget(target: ModelTarget): string {
  if (target.kind === "registered") return target.id;
  return target.kind === "file" ? target.path : `${target.remote}:${target.id}`;
}

function parseTarget(target: string, whole: string): ModelTarget {
  const remote = /^([a-z][a-z0-9_-]+):(.+)$/is.exec(target);
  if (remote?.[1] !== undefined && remote[2] !== undefined) return { kind: "remote", remote: remote[1], id: remote[2] };
  if (/\.gguf$/i.test(target)) return { kind: "file", path: target };
  if (/^[a-z0-9][a-z0-9._-]*$/i.test(target)) return { kind: "registered", id: target };
  throw invalid(whole, target === "" ? "it names no model" : `"${target}" is neither an id nor a path that ends in .gguf`);
}

function parseParameters(query: string, whole: string): ModelParameters {
  const given = new Map<ParameterName, string>();
  for (const pair of query.split("&")) {
    const [key = "", ...rest] = pair.split("=");
    const name = parameterNames.find((known) => known === key);
    if (name === undefined) throw invalid(whole, key === "" ? "a parameter is missing behind ? or &" : `unknown parameter "${key}"${suggestNearest(key, parameterNames)}`);
    if (given.has(name)) throw invalid(whole, `${name} is given twice`);
    if (rest.join("=") === "") throw invalid(whole, `${name} has no value`);
    given.set(name, rest.join("="));
  }
  const [premise, temperature, adapter] = parameterNames.map((name) => given.get(name));
  return {
    ...(premise === undefined ? {} : { premise: decode(premise, whole) }),
    ...(temperature === undefined ? {} : { temperature: parseTemperature(temperature, whole) }),
    ...(adapter === undefined ? {} : { adapter: parseAdapter(adapter, whole) }),
  };
}

function parseTemperature(text: string, whole: string): number {
  const value = parseNumber(text);
  if (value === null || value < 0 || value > 100) throw invalid(whole, `temperature must be a number from 0 to 100, got "${text}"`);
  return value;
}

function parseAdapter(text: string, whole: string): ModelAdapter {
  const colon = text.lastIndexOf(":");
  const scale = colon < 0 ? null : parseNumber(text.slice(colon + 1));
  const file = decode(text.slice(0, Math.max(colon, 0)), whole);
  if (scale === null || file === "") throw invalid(whole, `adapter must be FILE:SCALE, got "${text}"`);
  return { file, scale };
}

function parseNumber(text: string): number | null {
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) + 0 : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

function decode(text: string, whole: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(whole, `"${text}" is not percent-encoded text (write % as %25)`);
  }
}

function invalid(model: string, problem: string): PremiseError {
  return new PremiseError("model/invalid-reference", { model, problem });
}
