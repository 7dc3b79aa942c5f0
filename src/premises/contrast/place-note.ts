/** @module Where a contrast's note stands in a layout: a paragraph of its own before the last one, near to what is predicted. */

/** The layout with `note` before its last paragraph (parted by an empty line), or before all of it where there is one only. */
export function placeNote(layout: string, note: string): string {
  const whole = layout.replace(/\s+$/, "");
  const start = whole.lastIndexOf("\n\n") + 2;
  const place = start === 1 ? 0 : start;
  return `${whole.slice(0, place)}${note}\n\n${whole.slice(place)}`;
}
