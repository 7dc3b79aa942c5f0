/** @module A byte stream cut into lines, handed on as they arrive. */

/** The whole lines of every chunk (without line break), and at the end what has no line break. A line's pieces are joined once, when it is whole. */
export async function* readLineGroups(stream: AsyncIterable<string | Uint8Array>): AsyncIterable<Uint8Array[]> {
  let pieces: Uint8Array[] = [];
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    const lines: Uint8Array[] = [];
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      lines.push(Buffer.concat([...pieces, bytes.subarray(start, end)]));
      pieces = [];
      start = end + 1;
    }
    if (start < bytes.length) pieces.push(bytes.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (pieces.length > 0) yield [Buffer.concat(pieces)];
}
