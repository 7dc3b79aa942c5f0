/** @module What schemathesis found: its JSON report, and its NDJSON events for every single answer. */
import { globSync, readFileSync } from "node:fs";

export type Summary = {
  readonly exit_code: number;
  readonly complete: boolean;
  readonly test_cases: { readonly generated: number; readonly with_failures: number; readonly errored: number };
  readonly failures: readonly { readonly title: string; readonly count: number; readonly operations: readonly string[] }[];
  readonly errors: readonly unknown[];
};

export type Answers = {
  /** How often each status came. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly slowestSeconds: number;
  /** Answered 200 with server-sent events; and the ends of those that did not end as they must. */
  readonly streams: number;
  readonly openStreams: readonly string[];
  /** That ended in an error. */
  readonly failedStreams: number;
  readonly unanswered: number;
};

type Interaction = { readonly response: { readonly status_code: number; readonly headers: Readonly<Record<string, readonly string[]>>; readonly content?: { readonly $base64?: string } | null; readonly elapsed: number } | null | undefined };
type Event = { readonly ScenarioFinished?: { readonly recorder: { readonly label: string; readonly interactions?: Readonly<Record<string, Interaction>> } } };

export function readSummary(folder: string): Summary {
  return JSON.parse(readOne(folder, "*.json")) as Summary;
}

export function readAnswers(folder: string): Answers {
  return countAnswers(readOne(folder, "*.ndjson").split("\n").filter((line) => line.includes('"ScenarioFinished"')).map((line) => JSON.parse(line) as Event));
}

export function countAnswers(events: readonly Event[]): Answers {
  const statuses = new Map<number, number>();
  const openStreams: string[] = [];
  let [slowestSeconds, streams, failedStreams, unanswered] = [0, 0, 0, 0];
  for (const { label, response } of events.flatMap(({ ScenarioFinished: finished }) => Object.values(finished?.recorder.interactions ?? {}).map(({ response: each }) => ({ label: finished?.recorder.label ?? "", response: each })))) {
    if (response === null || response === undefined) {
      unanswered++;
      continue;
    }
    statuses.set(response.status_code, (statuses.get(response.status_code) ?? 0) + 1);
    slowestSeconds = Math.max(slowestSeconds, response.elapsed);
    if (response.status_code !== 200 || response.headers["content-type"]?.[0]?.startsWith("text/event-stream") !== true) continue;
    streams++;
    const end = Buffer.from(response.content?.$base64 ?? "", "base64").toString("utf8").trimEnd().split("\n\n").at(-1) ?? "";
    if (/^(?:event: error\n)?data: \{"error":/.test(end)) failedStreams++;
    else if (!/^data: \[DONE\]$|^event: result\n/.test(end)) openStreams.push(`${label}: ends in ${end.slice(0, 80)}`);
  }
  return { statuses, slowestSeconds, streams, openStreams, failedStreams, unanswered };
}

function readOne(folder: string, pattern: string): string {
  const [path = ""] = globSync(`${folder}/${pattern}`);
  return readFileSync(path, "utf8");
}
