/** @module Credences and heat as people read them in a terminal. */
import type { Credence } from "../../protocol/results.ts";
import { toLogOdds } from "../../stats/log-space.ts";
import type { Colors } from "../colors.ts";

/** A headline, then the parts: prior, each channel, interval. */
export function describeCredence(name: string, credence: Credence): string[] {
  if (credence.kind === "cannot-measure") return [`${name}: cannot measure`, credence.reason];
  const { value, interval, prior, channels, logOdds, calibrationId } = credence;
  const parts = Object.entries(channels).map(([channel, nats]) => `${channel} ${signed(nats)}`);
  return [
    `${name}: ${round(value)}`,
    `between ${round(interval[0])} and ${round(interval[1])}`,
    `prior ${round(prior)} (${signed(toLogOdds(prior))} nats), then ${parts.join(", ")}: ${signed(logOdds)} nats`,
    `calibration ${calibrationId}`,
  ];
}

/** Each token on a background: yellow makes an AI likelier, blue a human; without colours, `+` and `-` stand before what moves the odds by a nat. */
export function paintHeat(tokens: readonly { readonly text: string; readonly move: number }[], colors: Colors): string {
  return tokens.map(({ text, move }) => {
    if (Math.abs(move) < 0.25) return text;
    if (!colors.isColorSupported) return Math.abs(move) < 1 ? text : `${move > 0 ? "[+]" : "[-]"}${text}`;
    const strong = Math.abs(move) >= 1;
    return move > 0 ? (strong ? colors.black(colors.bgYellow(text)) : colors.yellow(text)) : strong ? colors.black(colors.bgCyan(text)) : colors.cyan(text);
  }).join("");
}

function round(value: number): string {
  return value > 0 && value < 0.001 ? value.toExponential(1) : value > 0.999 && value < 1 ? `1 - ${(1 - value).toExponential(1)}` : value.toFixed(3);
}

function signed(nats: number): string {
  return `${nats >= 0 ? "+" : ""}${nats.toFixed(2)}`;
}
