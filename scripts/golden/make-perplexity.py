"""Makes test/golden/perplexity.v1.json: llama.cpp's own perplexity of a fixed text, and llama-cpp-python's beside it. See docs/golden.md.

Run by make-perplexity.sh, which builds llama-perplexity first.
"""

import argparse
import math
import re
import subprocess
from pathlib import Path

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

TEXT = GOLDEN / "perplexity.v1.txt"
CHUNK = 512
FLAGS = {
    "default": [],
    "careful": ["-b", str(CHUNK), "-fa", "off", "-ctk", "f32", "-ctv", "f32"],
}
PROCEDURE = [
    "Read the text as UTF-8 and drop its one final newline.",
    "Tokenise it as plain text (control tokens' names stay text); put BOS first when the model adds BOS by default. This is `tokens`.",
    "Cut `tokens` into chunks of 512; what is left at the end is not used.",
    "When the model adds BOS by default, BOS replaces the first token of every chunk.",
    "Evaluate every chunk on its own, from an empty memory.",
    "In every chunk count the log-probabilities of the tokens at positions 257 to 511 (counted from 0), each given all tokens of the chunk before it.",
    "Perplexity = exp(- sum of the counted log-probabilities / their number). `running` is the same over the chunks so far.",
]


def chunk_plan(tokens, adds_bos):
    """Which tokens each chunk holds and which of them count, as ranges [from, to) of `tokens`."""
    starts = range(0, len(tokens) - CHUNK + 1, CHUNK)
    return [
        {"from": start, "to": start + CHUNK, "bosReplacesFirst": adds_bos, "countedFrom": start + CHUNK // 2 + 1, "countedTo": start + CHUNK}
        for start in starts
    ]


def chunk_loss(model, tokens, chunk):
    """Minus the sum of the counted log-probabilities of one chunk, in nats."""
    ids = tokens[chunk["from"] : chunk["to"]]
    if chunk["bosReplacesFirst"]:
        ids = [model.bos_token, *ids[1:]]
    first = chunk["countedFrom"] - chunk["from"] - 1
    rows = model.log_softmax_rows(ids[:-1], first)
    return -sum(float(row[ids[position + 1]]) for position, row in rows)


def running_perplexity(losses):
    """Perplexity over the first 1, 2, ... chunks."""
    counted = CHUNK - CHUNK // 2 - 1
    return [math.exp(sum(losses[: n + 1]) / (counted * (n + 1))) for n in range(len(losses))]


def python_run(weights, path, text):
    """The same quantity from llama-cpp-python, with the token plan that both follow."""
    model = ReferenceModel(path, Settings())
    tokens = ([model.bos_token] if model.adds_bos else []) + model.tokenize(text)
    chunks = chunk_plan(tokens, model.adds_bos)
    losses = [chunk_loss(model, tokens, chunk) for chunk in chunks]
    running = running_perplexity(losses)
    run = {
        "weights": weights,
        "perplexity": round(running[-1], 6),
        "running": [round(value, 6) for value in running],
        "chunkLosses": [round(loss, 6) for loss in losses],
    }
    plan = {"bos": {"token": model.bos_token, "byDefault": model.adds_bos}, "tokens": tokens, "chunks": chunks}
    made = made_with(model)
    model.close()
    return run, plan, made


def tool_run(tool, weights, path, name):
    """One run of llama-perplexity; the command is kept without folders."""
    options = ["-c", str(CHUNK), "-t", "2", *FLAGS[name]]
    done = subprocess.run([tool, "-m", path, "-f", TEXT, *options], capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    final = re.search(r"Final estimate: PPL = ([\d.]+) \+/- ([\d.]+)", output)
    if done.returncode != 0 or final is None:
        raise SystemExit(f"llama-perplexity failed ({done.returncode}):\n{output[-2000:]}")
    run = {
        "weights": weights,
        "settings": name,
        "command": " ".join(["llama-perplexity", "-m", "MODEL", "-f", TEXT.name, *options]),
        "perplexity": float(final[1]),
        "standardError": float(final[2]),
        "running": [float(value) for value in re.findall(r"\[\d+\]([\d.]+)", output)],
    }
    system = re.search(r"system_info: (.*)", output)
    return run, system[1].strip() if system else None


def tool_version(tool):
    """Version and compiler as the tool states them."""
    done = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True)
    return [line for line in (done.stdout + done.stderr).splitlines() if line.startswith(("version", "built with"))]


def make_model(tool, model_id, files, text):
    """All runs of one model."""
    tool_runs, python_runs = [], []
    for weights, path in files.items():
        run, plan, made = python_run(weights, path, text)
        python_runs.append(run)
        for name in FLAGS:
            run, system = tool_run(tool, weights, path, name)
            tool_runs.append(run)
            print(f"{model_id} {weights} {name}: {run['perplexity']} (llama-cpp-python: {python_runs[-1]['perplexity']})")
    return {
        "id": model_id,
        "sha256": SHA256[model_id],
        **plan,
        "llamaCpp": {"version": tool_version(tool), "systemInfo": system, "runs": tool_runs},
        "llamaCppPython": {"madeWith": made, "runs": python_runs},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", type=Path, required=True, help="the llama-perplexity program")
    parser.add_argument("--work", type=Path, required=True, help="folder for the widened files (1.6 GB)")
    parser.add_argument("--model-file", action="append", required=True, metavar="ID=PATH")
    parser.add_argument("--out", type=Path, default=GOLDEN, help="folder to write to (default: test/golden)")
    options = parser.parse_args()
    _log = quiet_log()
    options.work.mkdir(parents=True, exist_ok=True)
    text = TEXT.read_bytes().decode("utf-8").removesuffix("\n")
    models = [
        make_model(options.tool, model_id, weights_files(model_id, path, options.work), text)
        for model_id, path in parse_model_files(options.model_file).items()
    ]
    value = {
        "version": 1,
        "text": {"file": TEXT.name, "sha256": sha256_of(TEXT)},
        "procedure": PROCEDURE,
        "models": models,
    }
    write_json(options.out / "perplexity.v1.json", value, "models")


if __name__ == "__main__":
    main()
