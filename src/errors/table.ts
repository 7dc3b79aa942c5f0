/** @module Every error Premise can report: code, message, HTTP status, exit code, OpenAI error type. */

export type ErrorRow = {
  /** Text with `{name}` places, filled from the error's details. One line; says what to do next. */
  readonly message: string;
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 502 | 503 | 504 | 507;
  readonly exit: 1 | 2 | 3 | 4 | 5 | 130;
  readonly type: "invalid_request_error" | "server_error" | "not_found_error" | "rate_limit_error" | "permission_error";
};

const usage = { status: 400, exit: 2, type: "invalid_request_error" } as const;
const invalid = { status: 400, exit: 1, type: "invalid_request_error" } as const;
const missing = { status: 404, exit: 2, type: "not_found_error" } as const;
const broken = { status: 500, exit: 1, type: "server_error" } as const;
const refused = { status: 422, exit: 3, type: "invalid_request_error" } as const;
const unmeasured = { status: 422, exit: 5, type: "invalid_request_error" } as const;

export const errorTable = {
  "usage/invalid-argument": { message: "{argument}: {problem}. See `premise {command} --help`.", ...usage },
  "usage/command-line": { message: "{problem}. See `{command} --help`.", ...usage },
  "usage/empty-question": { message: "The question is empty. Give it in quotes: premise ask \"Which gas do plants take in?\"", ...usage },
  "usage/too-few-choices": { message: "A distribution needs at least two different choices, got {count}. Repeat them after --choices.", ...usage },
  "usage/empty-choice": { message: "Choice {number} is empty. Give every choice a text.", ...usage },
  "usage/equal-choices": { message: "Choice \"{choice}\" is given twice. Each choice must differ from the others.", ...usage },
  "usage/too-many-choices": { message: "{count} choices are more than the {limit} that can be listed by letter. Use fewer.", ...usage },
  "usage/invalid-seed": { message: "--seed must be a whole number from 0 to 4294967295, got \"{value}\".", ...usage },
  "input/not-json": { message: "Line {line} is not JSON: {problem}. Write one JSON object a line.", ...invalid },
  "input/invalid-line": { message: "Line {line}: {problem}. Mend that line and run the same command again.", ...invalid },
  "input/unreadable": { message: "Cannot read {path}: {problem}. Check the path, and that you may read it.", ...invalid },
  "input/not-a-number": { message: "{path} is NaN, which JSON cannot hold. Give a number, or write cannot-measure with its reason.", ...invalid },
  "output/unwritable": { message: "Cannot write {path}: {problem}.", ...invalid },
  "config/invalid": { message: "{source}: {problem}. Mend it or remove it.", ...usage },
  "model/unknown": { message: "No model \"{model}\"{suggestion}. See `premise models list`, or give the path of a .gguf file.", ...missing },
  "model/not-pulled": { message: "Model {model} is not on this machine. Run `premise models pull {model}`.", ...missing },
  "model/wrong-hash": { message: "{file} has sha256 {actual}, expected {expected}; it was deleted. Run `premise models pull {model}` again.", ...broken },
  "model/no-source": { message: "No source of {model} answered: {tried}. Check the network, or set PREMISE_MIRROR to a folder or URL that holds {file}.", ...broken },
  "model/unreadable": { message: "{path} is not a readable GGUF model: {problem}. Check it with `premise models check`, or pull it again.", ...invalid },
  "model/no-space": { message: "No space left for {file} in {directory} ({problem}). The part already fetched is kept; free some space and run the same command.", status: 507, exit: 1, type: "server_error" },
  "model/cannot-write": { message: "Cannot write in {directory}: {problem}. Choose another place for models with HF_HUB_CACHE.", ...broken },
  "model/no-chat-template": { message: "Model {model} has no chat template. Use an instruct model for the chat form.", ...usage },
  "model/invalid-reference": { message: "\"{model}\" is not a model reference: {problem}. The form is ID | PATH.gguf, then optionally ?premise=ID&temperature=T.", ...usage },
  "model/invalid-adapter": { message: "{path} is no adapter for this model: {problem}. Use one that was made for it.", ...invalid },
  "model/over-budget": { message: "Model {model} needs about {needed} MB, the memory budget for models is {budget} MB. Raise the budget, or use a smaller model or context.", status: 507, exit: 4, type: "server_error" },
  "engine/layout-mismatch": { message: "The llama.cpp library {library} does not have the layout of release {release}: {problem}. Reinstall with `npm ci`.", ...broken },
  "engine/unsupported-platform": { message: "No packaged llama.cpp for {platform}. Supported: {supported}.", ...broken },
  "engine/failed": { message: "llama.cpp could not {action}: {problem}. Run `premise doctor`; if all is well there, report this with the command that you ran.", ...broken },
  "engine/closed": { message: "The model was closed before the request finished. Open it again and repeat the request.", ...broken },
  "engine/busy": { message: "The model has {limit} calls waiting and takes no more. Wait for some of them, or put several requests into one call.", status: 429, exit: 1, type: "rate_limit_error" },
  "engine/non-finite": { message: "The model returned a logit that is not a number at position {position}. The file may be damaged; check it with `premise models check`.", ...unmeasured },
  "predictor/context-too-long": { message: "The text needs {needed} tokens, the context holds {limit}. Shorten it; nothing is cut silently.", ...invalid },
  "predictor/chat-template-failed": { message: "The model's chat template cannot render these messages: {problem}. Check the roles and their order.", ...invalid },
  "predictor/empty-continuation": { message: "The continuation is empty: there is nothing to score. Give at least one character.", ...invalid },
  "predictor/nothing-before": { message: "The model needs at least one token before the text to sample from. Give a context, or bos: true.", ...invalid },
  "predictor/invalid-token": { message: "Token id {token} is outside the vocabulary of {size}. Use this model's own tokenizer.", ...invalid },
  "predictor/control-token": { message: "Plain text became the control token {token} ({text}). It was refused so that text can't forge structure; change that text.", ...invalid },
  "predictor/invalid-sampling": { message: "{parameter} must be {allowed}, got {value}.", ...usage },
  "predictor/unsupported": { message: "{model} cannot do this: {problem}. Choose another model; `premise models list` shows them.", ...usage },
  "remote/unknown": { message: "No remote \"{remote}\"{suggestion}. Add it under remotes in {file}.", ...missing },
  "remote/unreachable": { message: "Remote {remote} cannot be reached: {problem}. Check its url, and that it runs.", status: 502, exit: 1, type: "server_error" },
  "remote/timeout": { message: "Remote {remote} is too slow: {problem}. Ask for less at once, or set a longer answerSeconds.", status: 504, exit: 1, type: "server_error" },
  "remote/resting": { message: "Remote {remote} failed {times} times in a row, so it is left alone for {seconds} s. Check that it runs, then try again.", status: 503, exit: 1, type: "server_error" },
  "remote/busy": { message: "Remote {remote} has too much to do: {problem}. Wait a little, or set a lower concurrency.", status: 429, exit: 1, type: "rate_limit_error" },
  "remote/unauthorised": { message: "Remote {remote} does not accept the key (status {status}). Set the right one where its keyEnv or keyFile says.", status: 502, exit: 1, type: "server_error" },
  "remote/refused": { message: "Remote {remote} refused with status {status}: {problem}. Check its model and settings.", status: 502, exit: 1, type: "server_error" },
  "remote/redirected": { message: "Remote {remote} redirects {problem}, which is not followed. Set the right url.", status: 502, exit: 1, type: "server_error" },
  "remote/invalid-answer": { message: "Remote {remote} answers {path} with something else than it should: {problem}. Use another server for this model.", status: 502, exit: 1, type: "server_error" },
  "remote/scores-not-trusted": { message: "The scores of {remote} cannot be trusted ({verdict}): {problem}. It may still sample; to score, use an embedded model or another server.", ...unmeasured },
  "remote/samples-not-trusted": { message: "The samples of {remote} cannot be trusted ({verdict}): {problem}. Use an embedded model or another server.", ...unmeasured },
  "score/boundary-moved": { message: "Joining context and continuation changes the token at their border ({context} | {continuation}). Move the space or the letter that belongs to both into the continuation.", ...invalid },
  "score/lines-failed": { message: "{failed} of {total} lines could not be scored. Each has its error in the output.", ...invalid },
  "premise/unknown": { message: "No premise \"{premise}\"{suggestion}. See `premise premises list`.", ...missing },
  "premise/invalid-yaml": { message: "{source}:{line}:{column}: {problem}. Mend it there, then run `premise premises lint {source}`.", ...usage },
  "premise/invalid": { message: "{source}:{line}:{column}: {path}: {problem}. Mend it there, then run `premise premises lint {source}`.", ...usage },
  "premise/predicts-ai": { message: "Premise {premise} predicts an AI ({where}). Only humans, groups, humans with tools, formal procedures and archives can be predicted; change it to one of these.", ...refused },
  "premise/predicts-itself": { message: "Premise {premise} predicts the model itself ({where}), which is not well-founded. Predict a human process instead.", ...refused },
  "premise/cycle": { message: "The process of premise {premise} refers to itself: {path}. Make it a tree.", ...refused },
  "premise/beyond-max-human": { message: "Premise {premise} asks for more than any group of humans could give ({problem}). Stay within five years and what people can do.", ...refused },
  "premise/missing-slot": { message: "Premise {premise} needs a text for its slot \"{slot}\".", ...usage },
  "premise/unknown-slot": { message: "Premise {premise} has no slot \"{slot}\"{suggestion}. See `premise premises show {premise}`.", ...usage },
  "premise/slot-too-long": { message: "The text for slot \"{slot}\" has {length} characters, the premise allows {limit}. Shorten it.", ...usage },
  "premise/no-listed-form": { message: "Premise {premise} has no form with listed choices. Use another scoring than \"letter\".", ...usage },
  "premise/exists": { message: "{path} exists already. Choose another name.", ...usage },
  "gate/refused": { message: "The gate refused: {problem}. Change the premise or the question; the limits are in the premise's policy.", ...refused },
  "gate/not-measured": { message: "The gate stopped: {credence} is cannot-measure ({reason}), and the policy stops on that. Use a model with a calibration, or a premise whose policy goes on without.", ...refused },
  "run/unknown": { message: "No run \"{run}\"{suggestion}. See `premise runs list`.", ...missing },
  "run/damaged": { message: "Run {run} is damaged at step {step}: {problem}.", ...broken },
  "run/invalid-step": { message: "Run {run} cannot keep this step: {problem}. Change the step; what was recorded before it stays.", ...invalid },
  "run/write-failed": { message: "Cannot record the run in {path}: {problem}.", ...broken },
  "run/finished": { message: "Run {run} is finished; nothing can be added to it.", status: 409, exit: 1, type: "invalid_request_error" },
  "run/interrupted": { message: "Interrupted; what was finished is recorded in run {run}.", status: 503, exit: 130, type: "server_error" },
  "doctor/broken": { message: "Broken: {checks}. What to do stands behind each.", ...broken },
  "interrupted": { message: "Interrupted; nothing was left half-written.", status: 503, exit: 130, type: "server_error" },
  "internal": { message: "Unexpected failure: {problem}. This is a bug; please report it with the command that you ran.", ...broken },
  "cannot-measure/no-calibration": { message: "There is no calibration for this model, question, sampler and length. Use the probabilities as they are, without a credence.", ...unmeasured },
  "cannot-measure/too-few": { message: "Too few values to measure this. Give more of them.", ...unmeasured },
  "cannot-measure/not-trusted": { message: "The server's scores are not trusted, so nothing was measured with them. See the reason in its verdict.", ...unmeasured },
  "cannot-measure/no-variation": { message: "The values do not vary, so this has no meaning. Give values that differ.", ...unmeasured },
  "cannot-measure/not-finite": { message: "An input is not a finite number. Check the values that were given.", ...unmeasured },
  "cannot-measure/no-continuation": { message: "The first token has nothing before it, so it has no probability. Give a context, or bos: true.", ...unmeasured },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;
