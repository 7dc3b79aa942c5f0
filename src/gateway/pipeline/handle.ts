/** @module One request from its head to its settled end: admission, body, plan, hold, work, answer. */
import type { Context } from "hono";
import { isPremiseError, PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import type { Entry } from "../../store/ledger.ts";
import type { Charge, RequestOutcome } from "../../store/store.ts";
import type { Pass } from "../access/key-book.ts";
import type { GatewayDeps } from "../deps.ts";
import { type Answer, type GoesOn, Tally } from "../http/answer.ts";
import { createDeadlines, type Deadlines } from "../http/deadlines.ts";
import { parseWith, readJson } from "../http/body.ts";
import { toErrorAnswer } from "../http/failure.ts";
import { createObserver, type Observer } from "../observe/observer.ts";
import type { Plan } from "./plan.ts";
import { createRespond, type Respond } from "./respond.ts";
import type { Route, RouteRequest } from "./route.ts";
import { hangUpOf, type Stop, watchRequest } from "./stop.ts";

export type Handle = (route: Route, context: Context) => Promise<Response>;

export function createHandle(deps: GatewayDeps): Handle {
  const shared: Shared = { deps, observer: createObserver(deps.log, deps.metrics), respond: createRespond(), deadlines: createDeadlines() };
  return (route, context) => new Exchange(shared, route, context).serve();
}

type Shared = { readonly deps: GatewayDeps; readonly observer: Observer; readonly respond: Respond; readonly deadlines: Deadlines };

type Work = { readonly entry: Entry; readonly plan: Extract<Plan, { kind: "work" }> };

/** How a request ended, for its one log line. */
type End = { readonly status: number; readonly outcome: Exclude<RequestOutcome, "lost">; readonly error: PremiseError | null };

class Exchange {
  readonly #shared: Shared;
  readonly #deps: GatewayDeps;
  readonly #route: Route;
  readonly #context: Context;
  readonly #requestId: string;
  readonly #started: number;
  readonly #span: ReturnType<Observer["start"]>;
  readonly #tally = new Tally();
  /** Tokens that were handed on by a stream. */
  #handed = 0;
  #leave: () => void = () => undefined;
  #pass: Pass | null = null;
  #model: string | null = null;
  #traced: Readonly<Record<string, string | number>> = {};
  #stop: Stop | null = null;

  constructor(shared: Shared, route: Route, context: Context) {
    const { deps, observer } = shared;
    this.#shared = shared;
    this.#deps = deps;
    this.#route = route;
    this.#context = context;
    this.#requestId = chooseId(context.req.header("x-request-id"), deps);
    this.#started = deps.clock.seconds();
    this.#span = observer.start(route);
  }

  async serve(): Promise<Response> {
    try {
      this.#leave = this.#route.scope === null ? this.#leave : this.#deps.lifetime.enter();
      const { req } = this.#context;
      this.#pass = await this.#deps.admission.admit(req.raw.headers, req.url, this.#route.scope);
      const plan = await this.#route.plan(await this.#readRequest());
      if (plan.kind === "work") return await this.#work(plan);
      const answer = await plan.answer();
      // What is watched may go on for long.
      if (answer.body.kind === "events") this.#watch();
      return this.#deliver(answer, null, null);
    } catch (thrown) {
      const error = toPremiseError(thrown);
      return this.#deliver(toErrorAnswer(error), null, error);
    }
  }

  async #readRequest(): Promise<RouteRequest<unknown>> {
    const { req } = this.#context;
    const { body: schema, query: querySchema } = this.#route;
    const params = req.param() as Record<string, string>;
    const json = schema === null ? null : await readJson(req.raw, this.#deps.limits, this.#shared.deadlines);
    const query = querySchema === undefined ? req.query() : (parseWith(querySchema, req.query()) as Record<string, string>);
    const { model } = params;
    return {
      body: schema === null || json === null ? null : parseWith(schema, json.value),
      text: json?.text ?? "",
      query,
      params,
      addressed: model === undefined || !req.path.startsWith("/m/") ? null : this.#deps.models.find(model),
      requestId: this.#requestId,
      keyId: this.#pass?.key.id ?? null,
    };
  }

  #watch(): Stop {
    return (this.#stop = watchRequest(this.#context, [this.#deps.lifetime.killed, ...(this.#pass === null ? [] : [this.#pass.signal])]));
  }

  async #work(plan: Extract<Plan, { kind: "work" }>): Promise<Response> {
    this.#model = plan.model;
    this.#traced = plan.traced ?? {};
    const key = this.#pass?.key ?? null;
    const { signal } = this.#watch();
    const opening = { requestId: this.#requestId, keyId: key?.id ?? null, route: this.#route.path, model: plan.model, streamed: plan.streamed, hold: plan.hold };
    const entry = await this.#deps.ledger.open(opening, { hasBudget: (key?.budgets.length ?? 0) > 0, signal });
    try {
      const answer = await plan.run(signal, this.#tally);
      if (this.#route.givesText && answer.status < 300 && answer.author === null) throw new PremiseError("internal", { problem: `${this.#route.path} gave a text that nobody disclosed` });
      return this.#deliver(answer, { entry, plan }, null);
    } catch (thrown) {
      const error = this.#explain(toPremiseError(thrown));
      return this.#deliver(toErrorAnswer(error), { entry, plan }, error);
    }
  }

  /** The response; where its body is a stream, the request ends with that. */
  #deliver(answer: Answer, work: Work | null, error: PremiseError | null): Response {
    const { status } = answer;
    return this.#shared.respond(answer, {
      requestId: this.#requestId,
      date: this.#deps.clock.now(),
      signal: this.#stop?.signal ?? null,
      stallSeconds: this.#deps.limits.stallSeconds,
      hangUp: hangUpOf(this.#context),
      before: () => {
        this.#handed = this.#tally.generatedTokens;
        work?.entry.progress(this.#tally.read());
      },
      explain: (thrown) => this.#explain(thrown),
      ended: (why) => {
        // A piece that was made when the stream was broken off has not been handed on.
        if (why !== null) this.#tally.generatedTokens = this.#handed;
        if (answer.goesOn !== undefined && work !== null) void this.#settleBehind(answer.goesOn, work, status);
        else this.#settle(work, status, why === null ? error : why);
        this.#stop?.release();
        this.#leave();
      },
    });
  }

  /** The client has its answer, and is not waited for any more. */
  async #settleBehind(goesOn: GoesOn, work: Work, status: number): Promise<void> {
    const revoked = this.#pass?.signal ?? new AbortController().signal;
    const why = await goesOn(revoked, () => work.entry.progress(this.#tally.read())).then(() => null, toPremiseError);
    try {
      this.#settle(work, status, why);
    } catch (thrown) {
      this.#deps.log.error({ requestId: this.#requestId, code: toPremiseError(thrown).code }, "settle");
    }
  }

  #settle(work: Work | null, status: number, why: PremiseError | "gone" | null): void {
    const end = this.#toEnd(status, why);
    work?.entry.settle({ outcome: end.outcome, status, usage: this.#tally.read(), exact: this.#tally.exact, charge: this.#charge(work.plan, end) });
    const seconds = this.#deps.clock.seconds() - this.#started;
    // The answer does not wait for what is told of it.
    setImmediate(() => this.#observe(end, seconds));
  }

  /** What failed before anything of it was given costs nothing but that it was asked. What the gate refused was done: its refusal is what was given. */
  #charge(plan: Extract<Plan, { kind: "work" }>, { status, outcome, error }: End): Charge {
    return outcome === "failed" && status >= 400 && error?.code.startsWith("gate/") !== true ? { requests: 1, tokens: 0, micros: 0 } : plan.price(this.#tally);
  }

  #toEnd(status: number, why: PremiseError | "gone" | null): End {
    if (why === null) return { status, outcome: status >= 400 ? "failed" : "done", error: null };
    if (why === "gone" || this.#stop?.hasGone() === true) return { status, outcome: "gone", error: why === "gone" ? null : why };
    const isStopped = this.#pass?.signal.aborted === true || this.#deps.lifetime.killed.aborted || why.code === "run/interrupted";
    return { status, outcome: isStopped ? "stopped" : "failed", error: why };
  }

  /** Who is interrupted is told by whom. */
  #explain(error: PremiseError): PremiseError {
    const cause: unknown = this.#pass?.signal.aborted === true ? this.#pass.signal.reason : this.#deps.lifetime.killed.aborted ? this.#deps.lifetime.killed.reason : null;
    if (!isPremiseError(cause)) return error;
    const { runId } = error.details;
    return runId === undefined ? cause : new PremiseError(cause.code, { ...cause.details, runId }, { cause: error });
  }

  #observe({ status, outcome, error }: End, seconds: number): void {
    this.#span.end({
      requestId: this.#requestId,
      method: this.#context.req.method,
      route: this.#route.path,
      model: this.#model,
      keyId: this.#pass?.key.id ?? null,
      status,
      outcome,
      code: error?.code ?? null,
      detail: error !== null && error.row.status >= 500 ? error.message : null,
      usage: this.#model !== null ? this.#tally.read() : null,
      credences: this.#tally.credences,
      seconds,
      traced: this.#traced,
    });
  }
}

/** The client's id where it is a plain one that can stand in a log and a header. */
function chooseId(given: string | undefined, { drawBytes }: GatewayDeps): string {
  const own = drawBytes(12).toString("hex");
  return given !== undefined && /^[\w.-]{1,64}$/.test(given) ? `${given}.${own.slice(0, 8)}` : own;
}
