/** @module A byte stream cut into lines, handed on as they arrive. */

/** The whole lines of every chunk (without line break or carriage return), and at the end what has no line break. */
export async function* readLineGroups(stream: AsyncIterable<string | Uint8Array>): AsyncIterable<Uint8Array[]> {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = Buffer.concat([rest, typeof chunk === "string" ? Buffer.from(chunk) : chunk]);
    const lines: Uint8Array[] = [];
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      lines.push(bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [rest];
}
