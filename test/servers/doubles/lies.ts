/** @module The ways in which a double of a server lies about log-probabilities, each one change to what a right one says. */
import type { Predictor, RankedToken } from "../../../src/predictor/predictor.ts";

export type Lie =
  | "one-position-off"
  | "shifted"
  | "echo-dropped"
  | "bos-added"
  | "bos-hidden"
  | "top-k-only"
  | "unsteady"
  | "batch-differs"
  | "wrong-counts"
  | "other-tokens"
  | "log2"
  | "log2-of-prompts"
  | "nan"
  | "sharpened";

/** One position of a scored prompt: null for a first token. */
export type Position = { readonly token: number; readonly logprob: number | null; readonly top: readonly RankedToken[] };

export type Scene = { readonly predictor: Predictor; readonly ids: readonly number[]; readonly top: number; readonly prompts: number; readonly turn: number };

/** The positions of a prompt as the lie has them. */
export async function tellPrompt(scene: Scene, lie: Lie | null): Promise<Position[]> {
  const honest = await scoreAll(scene.predictor, lie === "bos-added" || lie === "bos-hidden" ? [scene.predictor.info.bos.token ?? 0, ...scene.ids] : scene.ids, scene.top);
  if (lie === "bos-hidden") return honest.slice(1);
  if (lie === "one-position-off") return await rowsOfThemselves(scene, honest);
  if (lie === "shifted") return honest.map((position, i) => (i === 0 ? position : { ...position, logprob: honest[i + 1]?.logprob ?? -20, top: honest[i + 1]?.top ?? position.top }));
  if (lie === "top-k-only") return honest.map((position) => (position.top.slice(0, 5).some(({ token }) => token === position.token) ? position : { ...position, logprob: null, top: position.top.slice(0, 5) }));
  if (lie === "unsteady") return honest.map((position) => add(position, Math.sin(2 * scene.turn) - 1));
  if (lie === "batch-differs") return honest.map((position) => add(position, scene.prompts > 1 ? -0.4 : 0));
  if (lie === "wrong-counts") return honest.slice(0, -2);
  if (lie === "other-tokens") return honest.map((position, i) => (i === 2 ? { ...position, token: position.token === 5 ? 6 : 5 } : position));
  if (lie === "log2" || lie === "log2-of-prompts") return honest.map(toBase2);
  if (lie === "nan") return honest.map((position, i) => (i === 2 ? { ...position, logprob: Number.NaN } : position));
  return honest;
}

export function toBase2<T extends { readonly logprob: number | null; readonly top: readonly RankedToken[] | null }>(position: T): T {
  const scale = (logprob: number): number => logprob / Math.LN2;
  return { ...position, logprob: position.logprob === null ? null : scale(position.logprob), top: position.top?.map((other) => ({ ...other, logprob: scale(other.logprob) })) ?? null };
}

export async function scoreAll(predictor: Predictor, ids: readonly number[], top: number): Promise<Position[]> {
  const [outcome] = await predictor.score([{ context: [], continuation: ids, want: { top: Math.max(5, top) } }]);
  if (outcome?.ok !== true) throw outcome?.error ?? new TypeError("no outcome");
  return outcome.tokens.map(({ token, logprob, top: ranked }) => ({ token, logprob, top: ranked ?? [] }));
}

/** What llama-cpp-python's server does: the row that a token's evaluation gives is read at the token itself. */
async function rowsOfThemselves({ predictor, ids, top }: Scene, honest: readonly Position[]): Promise<Position[]> {
  const positions: Position[] = [];
  for (const [i, position] of honest.entries()) {
    const [, row] = i === 0 ? [] : await scoreAll(predictor, [...ids.slice(0, i + 1), ids[i] ?? 0], top).then((all) => all.slice(-2));
    positions.push(row === undefined ? position : { ...row, token: position.token });
  }
  return positions;
}

function add(position: Position, nats: number): Position {
  return position.logprob === null ? position : { ...position, logprob: Math.min(0, position.logprob + nats) };
}
