/** @module What both measurements are given. */
import type { Io } from "../../src/cli/io.ts";
import { locateModel } from "../../src/models/locate.ts";
import { describeMachine, type Machine } from "../engine/machine.ts";
import type { Peers } from "../engine/peers/locate.ts";

export type Setting = {
  readonly io: Io;
  readonly model: string;
  readonly threads: number;
  /** Of each of the two sets. */
  readonly questions: number;
  readonly pairs: number;
  /** Of the agreement: what "WEIGHTS FORM MODE" has to contain. */
  readonly ways: string;
  readonly peers: Peers;
};

export async function pathOf({ model, io }: Setting): Promise<string> {
  return (await locateModel({ kind: "registered", id: model }, io.env)).path;
}

export function describeRun({ model, io, threads, questions }: Setting): { model: string; date: string; machine: Machine; threads: number; questions: number } {
  return { model, date: io.clock.now().toISOString().slice(0, 10), machine: describeMachine(), threads, questions };
}
