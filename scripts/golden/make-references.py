"""Makes test/golden/MODEL.v1.json and MODEL-f32.v1.json: log-probabilities of the fifty texts. See docs/golden.md.

    python scripts/golden/make-references.py --work DIR --model-file gemma-3-270m=FILE --model-file smollm2-135m-instruct=FILE
"""

import argparse
import json
from pathlib import Path

import numpy

from reference import (
    GOLDEN,
    SHA256,
    ReferenceModel,
    Settings,
    made_with,
    parse_model_files,
    quiet_log,
    sha256_of,
    weights_files,
    write_json,
)

TEXTS = GOLDEN / "texts.v1.json"


def split_tokens(model, text):
    """Ids of context and continuation, tokenised together; refuses a border that moves when they are joined."""
    context = model.tokenize(text["context"])
    joined = model.tokenize(text["context"] + text["continuation"])
    if joined[: len(context)] != context or len(joined) == len(context):
        raise SystemExit(f"text {text['id']}: the border between context and continuation moves; change the text")
    return context, joined[len(context) :]


def score_text(model, text):
    """One text's reference: see docs/golden.md for the fields."""
    context, continuation = split_tokens(model, text)
    before = ([model.bos_token] if model.adds_bos else []) + context
    columns = {"logprobs": [], "topTokens": [], "topLogprobs": [], "secondLogprobs": []}
    if not before:
        for column in columns.values():
            column.append(None)
    tokens = (before + continuation)[:-1]
    for position, row in model.log_softmax_rows(tokens, max(len(before) - 1, 0)):
        actual = continuation[position + 1 - len(before)]
        second, top = numpy.argpartition(row, -2)[-2:]
        if row[second] > row[top]:
            second, top = top, second
        columns["logprobs"].append(round(float(row[actual]), 6))
        columns["topTokens"].append(int(top))
        columns["topLogprobs"].append(round(float(row[top]), 6))
        columns["secondLogprobs"].append(round(float(row[second]), 6))
    assert all(len(column) == len(continuation) for column in columns.values()), text["id"]
    return {"id": text["id"], "bos": model.adds_bos, "context": context, "continuation": continuation, **columns}


def make_reference(model_id, weights, path, settings, folder):
    """Scores every text with one model and writes its file."""
    texts = json.loads(TEXTS.read_text(encoding="utf-8"))["texts"]
    model = ReferenceModel(path, settings)
    items = [score_text(model, text) for text in texts]
    value = {
        "version": 1,
        "model": {"id": model_id, "sha256": SHA256[model_id], "weights": weights},
        "texts": {"file": TEXTS.name, "sha256": sha256_of(TEXTS)},
        "bos": {"token": model.bos_token, "byDefault": model.adds_bos},
        "madeWith": made_with(model),
        "items": items,
    }
    model.close()
    name = model_id if weights == "file" else f"{model_id}-{weights}"
    write_json(folder / f"{name}.v1.json", value, "items")
    scored = sum(1 for item in items for logprob in item["logprobs"] if logprob is not None)
    print(f"{name}: {len(items)} texts, {scored} scored tokens")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model-file", action="append", required=True, metavar="ID=PATH")
    parser.add_argument("--work", type=Path, required=True, help="folder for the widened files (1.6 GB)")
    parser.add_argument("--out", type=Path, default=GOLDEN, help="folder to write to (default: test/golden)")
    parser.add_argument("--micro-batch", type=int, default=512, help="tokens a decode")
    parser.add_argument("--flash-attention", choices=["auto", "on", "off"], default="off")
    parser.add_argument("--cache-type", choices=["f16", "f32"], default="f32")
    options = parser.parse_args()
    settings = Settings(
        micro_batch=options.micro_batch, flash_attention=options.flash_attention, cache_type=options.cache_type
    )
    _log = quiet_log()
    for folder in (options.out, options.work):
        folder.mkdir(parents=True, exist_ok=True)
    for model_id, path in parse_model_files(options.model_file).items():
        for weights, file in weights_files(model_id, path, options.work).items():
            make_reference(model_id, weights, file, settings, options.out)


if __name__ == "__main__":
    main()
