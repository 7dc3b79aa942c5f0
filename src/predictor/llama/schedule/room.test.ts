import { describe, expect, it } from "vitest";
import { chooseRoom } from "./room.ts";

describe("room of a batch", () => {
  it.each([
    ["from an empty cache", { evaluated: 0, pending: 511 }, 256],
    ["after one shared token, a token less", { evaluated: 1, pending: 510 }, 255],
    ["after a few tokens more, as many less", { evaluated: 512 + 16, pending: 900 }, 240],
    ["in the middle of what is attended to anyway, a full one", { evaluated: 17, pending: 900 }, 256],
    ["rather than one more batch at the end, a full one", { evaluated: 3, pending: 511 }, 256],
    ["when all the rest fits into it, a full one", { evaluated: 1, pending: 256 }, 256],
  ])("%s", (_name, cells, expected) => {
    expect(chooseRoom(256, cells)).toBe(expected);
  });
});
