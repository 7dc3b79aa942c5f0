/** @module A sample's text as it may be shown while it grows: whole characters, nothing that may yet become a stop text, each token with its place. */
import type { Predictor, SampleEnd, ScoredToken } from "../../predictor/predictor.ts";
import { createStopTextFinder, type StopTextFinder } from "../../predictor/stop-text.ts";
import { countPoints, partial, place, type PlacedToken } from "./placed.ts";

/** What has come since the piece before. The tokens of all pieces are all that were drawn, in order. */
export type TextPiece = { readonly text: string; readonly tokens: readonly PlacedToken[] };

type Waiting = { readonly token: PlacedToken; readonly end: number };

export class SampleText {
  readonly #predictor: Predictor;
  readonly #finder: StopTextFinder;
  readonly #start: number;
  readonly #ends: ReadonlySet<number>;
  #group: ScoredToken[] = [];
  #waiting: Waiting[] = [];
  #points = 0;
  #length = 0;
  #shown = 0;

  /** @param start where the sample's text begins in the answer's, in code points. */
  constructor(predictor: Predictor, stops: readonly string[], start: number) {
    this.#predictor = predictor;
    this.#finder = createStopTextFinder(stops);
    this.#start = start;
    this.#ends = new Set(predictor.info.endOfText);
  }

  /** null while there is nothing to show. */
  async push(token: ScoredToken): Promise<TextPiece | null> {
    this.#group.push(token);
    const text = this.#ends.has(token.token) ? "" : await this.#groupText(token);
    if (text.endsWith(partial)) return null;
    this.#take(text);
    this.#finder.push(text);
    const settled = Math.max(this.#shown, this.#finder.settled);
    const piece = { text: this.#finder.text.slice(this.#shown, settled), tokens: this.#release(settled) };
    this.#shown = settled;
    return piece.text === "" && piece.tokens.length === 0 ? null : piece;
  }

  /** The rest, so that all pieces together are the sample's text. */
  end({ text }: SampleEnd): TextPiece {
    const rest = text.slice(this.#shown);
    this.#take("");
    return { text: rest, tokens: this.#release(Infinity) };
  }

  async #groupText(token: ScoredToken): Promise<string> {
    if (this.#group.length === 1 && !token.text.includes(partial)) return token.text;
    const [text = ""] = await this.#predictor.detokenize([this.#group.map((each) => each.token)]);
    return text;
  }

  #take(text: string): void {
    this.#length += text.length;
    for (const token of this.#group) this.#waiting.push({ token: place(token, this.#start + this.#points), end: this.#length });
    this.#points += countPoints(text);
    this.#group = [];
  }

  #release(settled: number): PlacedToken[] {
    const count = this.#waiting.findIndex(({ end }) => end > settled);
    return this.#waiting.splice(0, count < 0 ? this.#waiting.length : count).map(({ token }) => token);
  }
}
