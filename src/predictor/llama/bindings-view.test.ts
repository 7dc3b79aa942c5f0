import koffi from "koffi";
import { describe, expect, it } from "vitest";
import { KeptView } from "./bindings-view.ts";

describe("a view of floats in native memory", () => {
  it("sees what is written there, and is made anew only for another address or a greater length", () => {
    const [one, other] = [[1, 2, 3, 4], [5, 6]].map((numbers) => {
      const pointer: unknown = koffi.alloc("float", numbers.length);
      koffi.encode(pointer, "float", numbers, numbers.length);
      return koffi.address(pointer);
    }) as [bigint, bigint];
    const view = new KeptView();
    const first = view.at(one, 2);
    expect([...first]).toEqual([1, 2]);
    expect(view.at(one, 1).buffer).toBe(first.buffer);
    const longer = view.at(one, 4);
    expect([...longer]).toEqual([1, 2, 3, 4]);
    expect(longer.buffer).not.toBe(first.buffer);
    longer[0] = 9;
    expect([...first]).toEqual([9, 2]);
    expect([...view.at(other, 2)]).toEqual([5, 6]);
    expect([...view.at(one, 1)]).toEqual([9]);
  });
});
