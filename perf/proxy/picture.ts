/** @module The picture: every ratio that has a bar, one panel a peer. */
import type { Part } from "../engine/results.ts";
import { renderPicture as render } from "../engine/picture.ts";
import type { Report } from "./report.ts";

/** An SVG document. */
export function renderPicture({ comparisons, arms, date, machine, rounds, seed }: Report): string {
  const title = (id: string): string => arms.find((arm) => arm.id === id)?.title ?? id;
  const parts = comparisons.map(({ ours, peer, connections, row }): Part => ({
    comparison: `${title(ours)}, ${connections} connection${connections === 1 ? "" : "s"}`, model: `beside ${title(peer)}`, rows: [row], date, machine, seed, threads: 1, pairs: rounds, engine: "",
  }));
  const ids = [...new Set(parts.map(({ comparison }) => comparison))];
  return render(parts, ids.map((id) => ({ id, title: id, method: "" })));
}
