/** @module Work done and time left, on a terminal. */
import { renderDuration } from "../models/progress.ts";
import { type Io, showProgress } from "./io.ts";

/** A function that shows how many of how many are `done`, and how long the rest will take at this pace. */
export function createMeter(io: Io, label: string, done: string): (count: number, total: number) => void {
  const started = io.clock.seconds();
  return (count, total) => {
    const left = count === 0 ? "" : `, ${renderDuration(((io.clock.seconds() - started) / count) * (total - count))} left`;
    showProgress(io, `${label}: ${count} of ${total} ${done}${left}`);
  };
}
