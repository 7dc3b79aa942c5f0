/** @module What `premise doctor` found, for people. */
import type { Colors } from "../colors.ts";
import { padEnd, toPrintable } from "../text.ts";
import type { Check, Diagnosis } from "./examine.ts";

export function renderDiagnosis({ version, checks, settings }: Diagnosis, colors: Colors): string {
  const width = Math.max(...checks.map((check) => check.name.length), ...settings.map((setting) => setting.name.length));
  const lines = checks.map((check) => `  ${mark(check, colors)}  ${padEnd(check.name, width)}  ${toPrintable(check.detail)}\n`);
  const table = settings.map(({ name, value, origin }) => `           ${padEnd(name, width)}  ${toPrintable(String(value ?? "not set"))} ${colors.dim(`(${toPrintable(origin)})`)}\n`);
  return `${colors.bold(`Premise ${version}`)}\n\n${lines.join("")}\n${colors.bold("Settings")}\n${table.join("")}`;
}

function mark({ status }: Check, colors: Colors): string {
  const text = padEnd(status, 7);
  if (status === "ok") return colors.green(text);
  return status === "missing" ? colors.yellow(text) : colors.red(text);
}
