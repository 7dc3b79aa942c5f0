/** @module `premise models`: what there is, what is on this machine, and how it gets there. */
import type { Command } from "commander";
import { resolveDirectories } from "../../config/directories.ts";
import { resolveSettings } from "../../config/settings.ts";
import { PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import { checkModel } from "../../models/check.ts";
import type { FetchTools } from "../../models/fetch/source.ts";
import { type Gguf, readGguf } from "../../models/gguf.ts";
import { findInCache } from "../../models/hub-cache.ts";
import { locateModel } from "../../models/locate.ts";
import { type PullProgress, renderProgress } from "../../models/progress.ts";
import { pullModel } from "../../models/pull.ts";
import { type ModelTarget, parseModelReference, renderModelReference } from "../../models/reference.ts";
import { findModel, type ModelEntry, registry } from "../../models/registry.ts";
import { endProgress, type Io, printJson, showProgress } from "../io.ts";
import type { Register } from "../program.ts";

type Flags = { readonly json?: boolean; readonly quiet?: boolean };
type PullFlags = Flags & { readonly from?: string; readonly mirror?: string; readonly offline?: boolean };
type Models = readonly ModelEntry[];

const modelHelp = "an id of the list, or the path of a .gguf file";

export const registerModels: Register = createModelsRegister(registry);

/** The commands over any registry, so that tests can pull small files. */
export function createModelsRegister(models: Models, tools: Partial<FetchTools> = {}): Register {
  return (program, io) => {
    const group = program.command("models").description("models: list, describe, fetch and check them");
    add(group, "list", "the models known by name, and which are on this machine").action((_: Flags, command: Command) => list(models, io, command.optsWithGlobals()));
    add(group, "show", "what is known about one model")
      .argument("<model>", modelHelp)
      .action((model: string, _: Flags, command: Command) => show(model, models, io, command.optsWithGlobals()));
    add(group, "pull", "bring models onto this machine: resumable, checked, into the Hugging Face cache")
      .argument("[ids...]", "ids of the list; by default the predictor and the translator")
      .option("--from <file>", "take the file from here instead of fetching it")
      .option("--mirror <place>", "a folder or URL that is tried last (default: PREMISE_MIRROR)")
      .option("--offline", "use no network")
      .action((ids: string[], _: PullFlags, command: Command) => pull(ids, models, io, command.optsWithGlobals(), tools));
    add(group, "check", "read model files whole: header, length and hash; a wrong one of ours is deleted")
      .argument("[models...]", `${modelHelp}; by default all that are on this machine`)
      .action((names: string[], _: Flags, command: Command) => check(names, models, io, command.optsWithGlobals()));
    add(group, "path", "print where a model's file is")
      .argument("<model>", modelHelp)
      .action((model: string, _: Flags, command: Command) => printPath(model, models, io, command.optsWithGlobals()));
  };
}

function add(group: Command, name: string, description: string): Command {
  return group.command(name).description(description).option("--json", "print JSON");
}

async function list(models: Models, io: Io, flags: Flags): Promise<void> {
  const { hubCache } = resolveDirectories(io.env);
  const rows = await Promise.all(models.map(async (entry) => ({ entry, path: await findInCache(entry, hubCache) })));
  if (flags.json === true) return printJson(io, { models: rows.map(({ entry, path }) => toRow(entry, path)) });
  const cells = rows.map(({ entry, path }) => [entry.id, entry.kind, size(entry.bytes), path === null ? "no" : "yes", entry.defaultFor ?? "on request", entry.licence.name]);
  io.out(renderTable([["ID", "KIND", "SIZE", "HERE", "USE", "LICENCE"], ...cells]));
}

async function show(name: string, models: Models, io: Io, flags: Flags): Promise<void> {
  const target = parseTarget(name);
  const { path, entry } = target.kind === "registered" ? await describe(target.id, models, io) : await locateModel(target, io.env, models);
  const gguf = path === null ? null : readGguf(path);
  if (flags.json === true) return printJson(io, { ...(entry === null ? {} : toRow(entry, path)), path, file: gguf === null ? null : toFileFacts(gguf) });
  const facts = [...(entry === null ? [] : entryFacts(entry)), ["on disk", path ?? "no"], ...(gguf === null ? [] : fileFacts(gguf))];
  io.out(renderTable(facts));
}

async function describe(id: string, models: Models, io: Io): Promise<{ path: string | null; entry: ModelEntry }> {
  const entry = findModel(id, models);
  return { entry, path: await findInCache(entry, resolveDirectories(io.env).hubCache) };
}

async function pull(ids: readonly string[], models: Models, io: Io, flags: PullFlags, tools: Partial<FetchTools>): Promise<void> {
  const settings = resolveSettings({ flags: pick(flags), env: io.env, cwd: process.cwd() });
  const entries = ids.length === 0 ? models.filter((entry) => entry.defaultFor !== null) : ids.map((id) => findModel(id, models));
  if (flags.from !== undefined && ids.length !== 1) throw new PremiseError("usage/invalid-argument", { argument: "--from", problem: "name the one model that this file is", command: "models pull" });
  const done = [];
  for (const entry of entries) {
    const note = (text: string): void => say(io, flags, text);
    note(`${entry.name}, ${size(entry.bytes)}. ${entry.licence.notice} (${entry.licence.url}).`);
    const pulled = await pullModel(entry, {
      env: io.env,
      ...(flags.from === undefined ? {} : { from: flags.from }),
      mirror: settings.mirror.value,
      offline: settings.offline.value,
      signal: io.signal,
      onNote: note,
      onProgress: createMeter(entry.id, io, flags),
      tools,
    }).finally(() => endProgress(io));
    note(pulled.source === null && pulled.fetched === 0 ? `${entry.id} is on this machine${flags.from === undefined ? "" : `, so ${flags.from} was not read`}.` : `${entry.id} is fetched and checked.`);
    if (flags.json !== true) io.out(`${pulled.path}\n`);
    done.push({ ...toRow(entry, pulled.path), source: pulled.source, fetched: pulled.fetched });
  }
  if (flags.json === true) printJson(io, { models: done });
}

async function check(names: readonly string[], models: Models, io: Io, flags: Flags): Promise<void> {
  const targets = names.length === 0 ? await listPulled(models, io) : names.map(parseTarget);
  const results = [];
  let failure: PremiseError | null = null;
  for (const target of targets) {
    const model = renderModelReference(target);
    const onProgress = (bytes: number, total: number): void => showProgress(io, `${model}: ${Math.floor((bytes / total) * 100)} % read`);
    try {
      const checked = await checkModel(target, { env: io.env, signal: io.signal, models, onProgress }).finally(() => endProgress(io));
      results.push({ model, ok: true, path: checked.path, sha256: checked.sha256, known: checked.entry !== null, file: toFileFacts(checked.gguf) });
      if (flags.json !== true) io.out(`${model}: whole, sha256 ${checked.sha256}${checked.entry === null ? " (not in the list, so nothing to compare it with)" : ", as expected"}\n`);
    } catch (thrown) {
      const error = toPremiseError(thrown);
      if (error.code === "interrupted") throw error;
      if (failure !== null && flags.json !== true) io.err(`${failure.message} [${failure.code}]\n`);
      failure = error;
      results.push({ model, ok: false, error: { code: error.code, message: error.message } });
    }
  }
  if (flags.json === true) printJson(io, { models: results });
  else if (targets.length === 0) say(io, flags, "No model is on this machine. Run `premise models pull`.");
  if (failure !== null) throw failure;
}

async function printPath(name: string, models: Models, io: Io, flags: Flags): Promise<void> {
  const { path } = await locateModel(parseTarget(name), io.env, models);
  if (flags.json === true) printJson(io, { model: name, path });
  else io.out(`${path}\n`);
}

async function listPulled(models: Models, io: Io): Promise<ModelTarget[]> {
  const { hubCache } = resolveDirectories(io.env);
  const paths = await Promise.all(models.map((entry) => findInCache(entry, hubCache)));
  return models.filter((_, index) => paths[index] !== null).map(({ id }) => ({ kind: "registered", id }));
}

function parseTarget(name: string): ModelTarget {
  const { premise: _premise, temperature: _temperature, adapter: _adapter, ...target } = parseModelReference(name);
  return target;
}

function pick({ mirror, offline }: PullFlags): Record<string, unknown> {
  return { mirror, offline };
}

function say(io: Io, flags: Flags, text: string): void {
  if (flags.quiet === true) return;
  endProgress(io);
  io.err(`${text}\n`);
}

/** At most ten lines a second. */
function createMeter(label: string, io: Io, flags: Flags): (progress: PullProgress) => void {
  let next = 0;
  return (progress) => {
    if (flags.quiet === true || (progress.seconds < next && progress.bytes < progress.total)) return;
    next = progress.seconds + 0.1;
    showProgress(io, renderProgress(label, progress));
  };
}

function toRow(entry: ModelEntry, path: string | null): Record<string, unknown> {
  const { wheels, hub, ...facts } = entry;
  return { ...facts, hub, wheels: wheels.map((wheel) => `${wheel.package}==${wheel.version}`), here: path !== null, path };
}

function toFileFacts(gguf: Gguf): Record<string, unknown> {
  const { metadata: _metadata, metadataTypes: _types, tensors: _tensors, dataStart: _dataStart, ...facts } = gguf;
  return facts;
}

function entryFacts(entry: ModelEntry): string[][] {
  const { wheels } = entry;
  return [
    ["id", entry.id],
    ["name", entry.name],
    ["kind", entry.kind],
    ["use", entry.defaultFor ?? "on request"],
    ["size", size(entry.bytes)],
    ["sha256", entry.sha256],
    ["context", `${entry.contextTokens} tokens`],
    ["begins with BOS", entry.bosByDefault ? "yes" : "no"],
    ["licence", `${entry.licence.name}, ${entry.licence.url}`],
    ["source 1", `hub ${entry.hub.repo}, file ${entry.hub.file}`],
    ...wheels.slice(0, 1).map((wheel) => ["source 2", `wheel ${wheel.package}==${wheel.version}${wheels.length > 1 ? ` and ${wheels.length - 1} more parts` : ""}`]),
    ["last source", "PREMISE_MIRROR, or a file with `premise models pull --from`"],
  ];
}

function fileFacts(gguf: Gguf): string[][] {
  return [
    ["file says", [gguf.name, gguf.architecture, gguf.quantization].filter((fact) => fact !== null).join(", ")],
    ["file holds", `${gguf.tensorCount} tensors, vocabulary ${gguf.vocabularySize ?? "unknown"}, GGUF version ${gguf.version}`],
    ["chat template", gguf.hasChatTemplate ? "yes" : "no"],
  ];
}

function size(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(column === row.length - 1 ? 0 : (widths[column] ?? 0))).join("  ")}\n`).join("");
}
