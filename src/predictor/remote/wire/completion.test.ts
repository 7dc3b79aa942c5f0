import { describe, expect, it } from "vitest";
import { parseLooseJson } from "../transport/loose-json.ts";
import { completionSchema, readPrompt, readTokens, type WireChoice } from "./completion.ts";

function choiceOf(text: string): WireChoice {
  const [choice] = completionSchema.parse(parseLooseJson(`{"choices":[${text}]}`)).choices;
  if (choice === undefined) throw new TypeError("no choice");
  return choice;
}

describe("loose JSON", () => {
  it("reads NaN and infinite numbers, and leaves them alone within texts", () => {
    expect(parseLooseJson('{"a":[NaN,-Infinity,Infinity,1],"b":"NaN \\"-Infinity"}')).toEqual({ a: ["\u0000NaN", -Infinity, Infinity, 1], b: 'NaN "-Infinity' });
    expect(parseLooseJson('{"a":"NaN"}')).toEqual({ a: "NaN" });
    for (const broken of ["", "NaN,", "{NaN}", '{"a":NaN']) expect(() => parseLooseJson(broken), broken).toThrow(SyntaxError);
  });
});

describe("columns", () => {
  it("keep a null first entry, NaN as NaN, and probability 0", () => {
    const tokens = readTokens(choiceOf('{"logprobs":{"tokens":["a","b","c"],"token_logprobs":[null,NaN,-Infinity],"top_logprobs":[null,{"b":-1},{}],"text_offset":[0,1,2]}}'));
    expect(tokens.map(({ logprob }) => logprob)).toEqual([null, Number.NaN, -Infinity]);
    expect(tokens[1]?.top).toEqual([{ id: null, text: "b", logprob: -1 }]);
  });

  it("know tokens that are told as ids, and no others", () => {
    const tokens = readTokens(choiceOf('{"logprobs":{"tokens":["token_id:123","token_id:x"],"token_logprobs":[-1,-2],"top_logprobs":[{"token_id:7":-0.5},null]}}'));
    expect(tokens).toEqual([
      { id: 123, text: null, logprob: -1, top: [{ id: 7, text: null, logprob: -0.5 }] },
      { id: null, text: "token_id:x", logprob: -2, top: [] },
    ]);
  });

  it("take ids that stand beside them only where they are as many", () => {
    const logprobs = '"logprobs":{"tokens":["a","a"],"token_logprobs":[-1,-2]}';
    expect(readTokens(choiceOf(`{${logprobs},"token_ids":[5,6]}`)).map(({ id }) => id)).toEqual([5, 6]);
    expect(readTokens(choiceOf(`{${logprobs},"token_ids":[5]}`)).map(({ id }) => id)).toEqual([null, null]);
  });
});

describe("rows", () => {
  it("are read with and without ids", () => {
    const tokens = readTokens(choiceOf('{"logprobs":{"content":[{"id":9,"token":" a","logprob":-1,"bytes":[32],"top_logprobs":[{"id":9,"token":" a","logprob":-1},{"token":" b","logprob":-2}]}]}}'));
    expect(tokens).toEqual([{ id: 9, text: " a", logprob: -1, top: [{ id: 9, text: " a", logprob: -1 }, { id: null, text: " b", logprob: -2 }] }]);
    expect(readTokens(choiceOf('{"logprobs":{"content":null}}'))).toEqual([]);
    expect(readTokens(choiceOf('{"logprobs":null}'))).toEqual([]);
  });
});

describe("vLLM's prompt log-probabilities", () => {
  it("are found by id, whatever the order of keys", () => {
    // The token itself comes first on the wire, and JSON.parse puts 7 before 900.
    const choice = choiceOf('{"prompt_logprobs":[null,{"900":{"logprob":-9.5,"rank":412,"decoded_token":"x"},"7":{"logprob":-0.1,"rank":1,"decoded_token":"y"}}]}');
    const tokens = readPrompt(choice, [1, 900]);
    expect(tokens?.map(({ id, logprob }) => [id, logprob])).toEqual([[1, null], [900, -9.5]]);
    expect(tokens?.[1]?.top.map(({ id }) => id)).toEqual([7, 900]);
  });

  it("lack a token that is not among the likeliest without taking another for it", () => {
    const choice = choiceOf('{"prompt_logprobs":[null,{"7":{"logprob":-0.1}}]}');
    expect(readPrompt(choice, [1, 900])?.[1]).toMatchObject({ id: 900, logprob: null });
    expect(readPrompt(choiceOf("{}"), [1])).toBeNull();
  });
});
