/** @module One call of a predictor's user: its tasks in the order in which they are evaluated, and what becomes of it. */
import { toPremiseError, type PremiseError } from "../../../errors/premise-error.ts";
import type { SampleEvent, SampleRequest, ScoreOutcome, ScoreRequest } from "../../predictor.ts";
import { checkSampleRequest, SampleTask, type CheckedSampleRequest, type SampleReport } from "./sample-task.ts";
import { ScoreTask } from "./score-task.ts";
import type { Task, TaskParts } from "./task.ts";
import { compareTokens } from "./tokens.ts";

export type CallEnd<Output> = {
  /** How many requests are done. */
  readonly onProgress: (done: number) => void;
  readonly onDone: (output: Output) => void;
  readonly onFailed: (error: PremiseError) => void;
};

type CallParts = Pick<Call, "id" | "size" | "isSorted" | "goesOn"> & {
  readonly tasks: Iterable<Task, undefined>;
  readonly onOver: () => void;
  readonly onFailed: (error: PremiseError) => void;
};

/** Tasks are made one by one, as there is room for them: a request may ask for more samples than memory holds. */
export class Call {
  readonly id: number;
  /** How many texts it has: a call of many shows what it shares by itself, so little of it is kept for later. */
  readonly size: number;
  /** Its tasks come in the order of their tokens. */
  readonly isSorted: boolean;
  /** Its user says that later texts begin with its own. */
  readonly goesOn: boolean;
  /** Tokens admitted on its behalf, on the clock that all calls share: the call with the least is served next. Null before the first look at it. */
  served: number | null = null;
  active = 0;
  /** Its user has more events waiting than it should. */
  paused = false;
  #tasks: Iterator<Task, undefined>;
  /** Null when it is over: who remembers the call for its texts does not keep its results. */
  #ends: Pick<CallParts, "onOver" | "onFailed"> | null;
  #next: Task | null | undefined;

  constructor({ id, size, isSorted, goesOn, tasks, onOver, onFailed }: CallParts) {
    this.id = id;
    this.size = size;
    this.isSorted = isSorted;
    this.goesOn = goesOn;
    this.#tasks = tasks[Symbol.iterator]();
    this.#ends = { onOver, onFailed };
  }

  get over(): boolean { return this.#ends === null; }

  /** The task that waits, or null when all were taken or it is over. */
  get next(): Task | null {
    this.#next ??= this.#tasks.next().value ?? null;
    return this.#next;
  }

  take(): Task {
    const task = this.next as Task;
    this.#next = undefined;
    this.active++;
    return task;
  }

  /** One of its tasks is finished. */
  finish(): void {
    this.active--;
    this.endIfDone();
  }

  endIfDone(): void {
    if (this.active === 0 && this.next === null) this.#end()?.onOver();
  }

  fail(error: PremiseError): void {
    this.#end()?.onFailed(error);
  }

  /** @returns what is to be told, once. */
  #end(): Pick<CallParts, "onOver" | "onFailed"> | null {
    const ends = this.#ends;
    this.#ends = null;
    this.#next = null;
    this.#tasks = [].values();
    return ends;
  }
}

/** A call for scores: one outcome a request, in order. Requests that begin alike are evaluated after each other. */
export function createScoreCall(parts: TaskParts, id: number, requests: readonly ScoreRequest[], end: CallEnd<ScoreOutcome[]>): Call {
  const outcomes: ScoreOutcome[] = [];
  const tasks: ScoreTask[] = [];
  let done = 0;
  const settle = (index: number, outcome: ScoreOutcome): void => {
    outcomes[index] = outcome;
    end.onProgress(++done);
  };
  requests.forEach((request, index) => {
    try {
      tasks.push(new ScoreTask(parts, request, (outcome) => settle(index, outcome)));
    } catch (error) {
      settle(index, { ok: false, error: toPremiseError(error) });
    }
  });
  tasks.sort((a, b) => compareTokens(a.tokens, b.tokens));
  return new Call({ id, size: requests.length, isSorted: true, goesOn: requests.some(isToGoOn), tasks, onOver: () => end.onDone(outcomes), onFailed: end.onFailed });
}

/** A call for samples, whose events are emitted as they come. */
export function createSampleCall(parts: TaskParts, id: number, requests: readonly SampleRequest[], emit: (event: SampleEvent) => void, end: CallEnd<null>): Call {
  const checked: CheckedSampleRequest[] = [];
  const left = requests.map((request) => request.n ?? 1);
  let done = 0;
  const report: SampleReport = {
    emit(event) {
      emit(event);
      if (event.kind === "token") return;
      left[event.request] = event.kind === "refused" ? 0 : (left[event.request] as number) - 1;
      if (left[event.request] === 0) end.onProgress(++done);
    },
    abandon: (error) => call.fail(error),
  };
  requests.forEach((request, index) => {
    try {
      checked.push(checkSampleRequest(parts, request, index));
    } catch (error) {
      report.emit({ kind: "refused", request: index, error: toPremiseError(error) });
    }
  });
  const size = checked.reduce((sum, { request }) => sum + (request.n ?? 1), 0);
  const call = new Call({ id, size, isSorted: false, goesOn: requests.some(isToGoOn), tasks: makeSamples(parts, checked, report), onOver: () => end.onDone(null), onFailed: end.onFailed });
  return call;
}

function isToGoOn({ goesOn }: ScoreRequest | SampleRequest): boolean {
  return goesOn === true;
}

function* makeSamples(parts: TaskParts, checked: readonly CheckedSampleRequest[], report: SampleReport): Generator<Task, undefined> {
  for (const each of checked) {
    for (let sample = 0; sample < (each.request.n ?? 1); sample++) yield new SampleTask(parts, each, sample, report);
  }
}
