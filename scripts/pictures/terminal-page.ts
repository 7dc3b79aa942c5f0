/** @module A page that looks like a terminal, from the ANSI text that a command printed: `node terminal-page.ts COMMAND < ansi > page.html`. */
import { text as readAll } from "node:stream/consumers";

/** SGR codes that our output uses (picocolors), as CSS; every other escape sequence is dropped. */
const on: Readonly<Record<string, string>> = { 1: "bold", 2: "dim", 31: "red", 32: "green", 33: "yellow", 36: "cyan" };
const off: Readonly<Record<string, readonly string[]>> = { 22: ["bold", "dim"], 39: ["red", "green", "yellow", "cyan"], 0: Object.values(on) };

const escape = String.fromCharCode(27);
const sequence = new RegExp(`(${escape}\\[[\\d;?]*[A-Za-z])`);
const styling = new RegExp(`^${escape}\\[(\\d*)m$`);

const style = `
body { margin: 0; padding: 18px; background: #fdfcfa; }
.window { background: #15181c; color: #dfe3e7; border-radius: 8px; padding: 14px 18px 18px; width: max-content; box-shadow: 0 2px 10px #0003; }
pre { margin: 0; font: 14px/1.4 "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.bold { font-weight: 700; color: #fff; } .dim { color: #8b949e; } .red { color: #ff7b72; } .green { color: #56d364; } .yellow { color: #e3b341; } .cyan { color: #5db8d6; }
.prompt { color: #8b949e; }
`;

/** The text as HTML, with spans for the styles. */
export function ansiToHtml(ansi: string): string {
  const active = new Set<string>();
  return ansi.replace(/\r/g, "").split(sequence).map((piece) => {
    const code = styling.exec(piece)?.[1];
    if (code !== undefined) for (const name of off[code === "" ? "0" : code] ?? []) active.delete(name);
    if (code !== undefined && on[code] !== undefined) active.add(on[code]);
    if (piece.startsWith(escape) || piece === "") return "";
    const escaped = piece.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    return active.size === 0 ? escaped : `<span class="${[...active].join(" ")}">${escaped}</span>`;
  }).join("");
}

export function renderTerminalPage(command: string, ansi: string): string {
  const typed = ansiToHtml(command);
  return `<!doctype html><meta charset="utf-8"><title>terminal</title><style>${style}</style><div class="window"><pre><span class="prompt">$ </span>${typed}\n\n${ansiToHtml(ansi).trimEnd()}</pre></div>\n`;
}

if (process.argv[1] === import.meta.filename) process.stdout.write(renderTerminalPage(process.argv[2] ?? "", await readAll(process.stdin)));
