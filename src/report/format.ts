/** @module Numbers as a report shows them. */

/** `12.3 %` with a no-break space; what is possible is never shown as 0. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return "<0.1\u00a0%";
  return `${(share * 100).toFixed(1)}\u00a0%`;
}

/** `1,234` */
export function integer(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** With so many decimals, and a true minus sign. */
export function decimal(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `\u2212${text}` : text;
}

/** `1.6×`, of what something costs against something else. */
export function ratio(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)}×`;
}

/** The first, and how many more: `1 question`, `4 questions`. */
export function count(n: number, noun: string): string {
  return `${integer(n)} ${noun}${n === 1 ? "" : "s"}`;
}
