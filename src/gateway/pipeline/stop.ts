/** @module One signal for all that may end a request from outside: the client has gone, the key was revoked, the server stops. */
import type { Context } from "hono";
import type { ServerResponse } from "node:http";
import { PremiseError } from "../../errors/premise-error.ts";

export type Stop = { readonly signal: AbortSignal; readonly hasGone: () => boolean; readonly release: () => void };

/** `release` must be called when the request has ended: `others` live longer. */
export function watchRequest(context: Context, others: readonly AbortSignal[]): Stop {
  const controller = new AbortController();
  let isGone = false;
  const release = [
    watchClient(context, () => {
      isGone = true;
      controller.abort(new PremiseError("interrupted"));
    }),
    ...others.map((other) => listen(other, () => controller.abort(other.reason))),
  ];
  return { signal: controller.signal, hasGone: () => isGone, release: () => release.forEach((each) => each()) };
}

/** Under Node's server its response tells at once and for nothing; elsewhere the request's own signal. */
function watchClient(context: Context, act: () => void): () => void {
  const outgoing = outgoingOf(context);
  if (outgoing === undefined) return listen(context.req.raw.signal, act);
  const onClose = (): void => {
    if (!outgoing.writableFinished) act();
  };
  if (outgoing.destroyed) onClose();
  outgoing.once("close", onClose);
  return () => outgoing.removeListener("close", onClose);
}

/** Ends the connection without a word; null where there is none of Node's. */
export function hangUpOf(context: Context): (() => void) | null {
  const outgoing = outgoingOf(context);
  return outgoing === undefined ? null : () => void outgoing.destroy();
}

function outgoingOf({ env }: Context): ServerResponse | undefined {
  return (env as { readonly outgoing?: ServerResponse } | undefined)?.outgoing;
}

function listen(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) act();
  signal.addEventListener("abort", act, { once: true });
  return () => signal.removeEventListener("abort", act);
}
