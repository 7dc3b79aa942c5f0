/** @module How a run that was begun is given: its result, a stream of what it does, or its id alone while it goes on. */
import type { Predictor } from "../../../../predictor/predictor.ts";
import { premiseHash } from "../../../../premises/hash.ts";
import type { ReasonInput } from "../../../../reason/body.ts";
import { openPremisePaper } from "../../../../reason/premise-paper.ts";
import type { GatewayDeps } from "../../../deps.ts";
import type { Answer, Author, EventFrame, Tally } from "../../../http/answer.ts";
import { streamWork } from "../../../http/stream-work.ts";
import type { ServedModel } from "../../../models/served.ts";
import { spanAttributes } from "../../../observe/names.ts";
import type { Plan } from "../../../pipeline/plan.ts";
import { priceOfReasoning } from "../../../runs/price.ts";
import type { ServedRuns, StartedRun } from "../../../runs/served-runs.ts";
import { followRun, notBegun, toFrame, toProgress } from "./follow.ts";
import { holdOfReasoning } from "./hold.ts";

export type Giving = { readonly stream?: boolean | undefined; readonly detach?: boolean | undefined };

export type RunPlan = {
  readonly model: ServedModel;
  readonly predictor: Predictor;
  readonly input: ReasonInput;
  /** Tokens that were drawn and scored for it before. */
  readonly spent: number;
  readonly giving: Giving;
  readonly begin: (isDetached: boolean) => Promise<StartedRun>;
};

/** @throws PremiseError `reason/budget-too-small`, and what rendering the premise throws. */
export async function planRun(deps: Pick<GatewayDeps, "calibrations" | "reasoning">, { model, predictor, input, spent, giving, begin }: RunPlan): Promise<Plan> {
  const { request, premise } = input;
  const { question, policy, temperature, topP } = request;
  const paper = await openPremisePaper({ predictor, premise, question, people: policy === "panel" ? "all" : "first", calibrations: deps.calibrations, sampling: { temperature, topP }, resources: Object.keys(input.resources) });
  const isDetached = giving.detach === true;
  return {
    kind: "work", model: model.id, streamed: giving.stream === true, hold: holdOfReasoning(request, paper, spent), price: priceOfReasoning,
    traced: { [spanAttributes.premiseId]: premise.id, [spanAttributes.premiseHash]: premiseHash(premise), [spanAttributes.seed]: request.seed, [spanAttributes.temperature]: temperature, [spanAttributes.topP]: topP },
    run: async (signal, tally) => {
      const started = await begin(isDetached);
      const author = { model: model.id, provider: model.kind === "local" ? "premise" : model.upstream.setting.name };
      if (isDetached) return giveId(deps.reasoning, started, author, tally);
      if (giving.stream === true) return { status: 200, author, body: { kind: "events", named: true, events: streamRun(deps.reasoning, started, { steps: request.steps, signal, tally }) } };
      return { status: 200, author, body: { kind: "json", value: await followRun(deps.reasoning, started, { tally, signal, hear: () => undefined }) } };
    },
  };
}

function giveId(reasoning: ServedRuns, started: StartedRun, author: Author, tally: Tally): Answer {
  const { id } = started;
  return {
    status: 202, author, headers: { location: `/premise/v1/runs/${id}` }, body: { kind: "json", value: { id } },
    goesOn: (revoked, told) => followRun(reasoning, started, { tally, signal: revoked, hear: (event) => void (event.kind === "step" && event.isNew && told()) }),
  };
}

type Streaming = { readonly steps: number; readonly signal: AbortSignal; readonly tally: Tally };

/** The run goes on already, so it is followed before the first event is asked for. */
function streamRun(reasoning: ServedRuns, started: StartedRun, { steps, signal, tally }: Streaming): AsyncGenerator<EventFrame> {
  return streamWork(signal, ({ push, signal: stopping }) => {
    push(toProgress(started.id, notBegun(steps)));
    return followRun(reasoning, started, { tally, signal: stopping, hear: (event) => push(toFrame(started.id, event)) });
  });
}
