"""An independent computation of what lm-eval asks for: llama.cpp through llama-cpp-python's low level, and numpy.

JSON lines in {"context", "continuation", "bos"}, JSON lines out {"tokens", "contextTokens", "logprobs", "best"}: the ids of both texts
together, how many of them are the context's (as lm-eval cuts them), the log-probability of every id after the first in nats, and the most
likely id at each of these places with its log-probability. `bos` is an id that stands before them all, or null. Every text is decoded alone from an emptied cache, in float64 after the logits, with a
cache of 32-bit floats and without flash attention. With `once`, the places inside a context are computed with the first text that begins
with it and are null afterwards, which saves most of the work; with quantised weights it moves the others a little, since the last layer
then sees fewer rows.

reference.py MODEL.gguf THREADS [once] < texts.jsonl
"""

import ctypes
import json
import sys

import llama_cpp as llama
import numpy as np

CONTEXT_TOKENS = 2048
BATCH_TOKENS = 512


def quiet(_level, _text, _data):
    pass


class Model:
    def __init__(self, path, threads):
        self._model = llama.llama_model_load_from_file(path.encode(), llama.llama_model_default_params())
        self._vocab = llama.llama_model_get_vocab(self._model)
        self._size = llama.llama_vocab_n_tokens(self._vocab)
        params = llama.llama_context_default_params()
        params.n_ctx = CONTEXT_TOKENS
        params.n_batch = params.n_ubatch = BATCH_TOKENS
        params.n_threads = params.n_threads_batch = threads
        params.n_outputs_max = BATCH_TOKENS
        params.flash_attn_type = 0
        params.type_k = params.type_v = 0
        self._context = llama.llama_init_from_model(self._model, params)
        self._batch = llama.llama_batch_init(BATCH_TOKENS, 0, 1)

    def tokenize(self, text):
        """Without a beginning-of-text token, and with control tokens' texts taken as text."""
        data = text.encode("utf-8")
        room = (llama.llama_token * (len(data) + 8))()
        count = llama.llama_tokenize(self._vocab, data, len(data), room, len(room), False, False)
        if count < 0:
            raise ValueError(f"tokenizing needs {-count} places")
        return list(room[:count])

    def score(self, tokens, first=0):
        """Of every token after the first: its log-probability, and the most likely one with its own; None for those after places before `first`."""
        if len(tokens) > BATCH_TOKENS:
            raise ValueError(f"{len(tokens)} tokens do not fit into one batch of {BATCH_TOKENS}")
        llama.llama_memory_clear(llama.llama_get_memory(self._context), True)
        self._batch.n_tokens = len(tokens)
        for i, token in enumerate(tokens):
            self._batch.token[i] = token
            self._batch.pos[i] = i
            self._batch.n_seq_id[i] = 1
            self._batch.seq_id[i][0] = 0
            self._batch.logits[i] = i >= first
        code = llama.llama_decode(self._context, self._batch)
        if code != 0:
            raise RuntimeError(f"llama_decode gave {code}")
        pairs = [self._row(i, token) if i >= first else (None, None) for i, token in enumerate(tokens[1:])]
        return [logprob for logprob, _ in pairs], [best for _, best in pairs]

    def _row(self, i, token):
        pointer = llama.llama_get_logits_ith(self._context, i)
        logits = np.ctypeslib.as_array(pointer, shape=(self._size,)).astype(np.float64)
        top = int(logits.argmax())
        sum_of_all = logits[top] + np.log(np.exp(logits - logits[top]).sum())
        return float(logits[token] - sum_of_all), [top, float(logits[top] - sum_of_all)]


def encode_pair(model, context, continuation):
    """As lm-eval's `_encode_pair`: spaces at the end of the context move to the continuation, and the cut is by count."""
    spaces = len(context) - len(context.rstrip())
    if spaces > 0:
        continuation = context[-spaces:] + continuation
        context = context[:-spaces]
    return model.tokenize(context + continuation), len(model.tokenize(context))


def main():
    callback = llama.llama_log_callback(quiet)
    llama.llama_log_set(callback, ctypes.c_void_p(0))
    model = Model(sys.argv[1], int(sys.argv[2]))
    seen = set() if sys.argv[3:] == ["once"] else None
    for line in sys.stdin:
        text = json.loads(line)
        tokens, context_tokens = encode_pair(model, text["context"], text["continuation"])
        before = [] if text.get("bos") is None else [text["bos"]]
        context = tuple(tokens[:context_tokens])
        logprobs, best = model.score(before + tokens, len(before) + context_tokens - 1 if seen and context in seen else 0)
        if seen is not None:
            seen.add(context)
        logprobs, best = logprobs[len(before) :], best[len(before) :]
        print(json.dumps({"tokens": tokens, "contextTokens": context_tokens, "logprobs": logprobs, "best": best}), flush=True)


main()
