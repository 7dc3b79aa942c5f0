"""Writes the questions that lm-eval asks: JSON lines in {"id", "question", "choices", "answer"}, one file a task.

dataset.py FOLDER LIMIT [--openbookqa FILE.jsonl] [--truthfulqa FILE.csv]
"""

import argparse
import csv
import json
from pathlib import Path


def spread(items, limit):
    """`limit` of them, evenly spaced, so that no topic that stands together in the file makes up the whole."""
    step = max(1, len(items) // limit)
    return items[::step][:limit]


def read_openbookqa(path):
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        choices = item["question"]["choices"]
        answer = [choice["label"] for choice in choices].index(item["answerKey"])
        yield {"id": item["id"], "question": item["question"]["stem"], "choices": [choice["text"] for choice in choices], "answer": answer}


def read_truthfulqa(path):
    """As its mc1: the best answer first, then every incorrect one."""
    with open(path, encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            wrong = [text.strip() for text in row["Incorrect Answers"].split(";") if text.strip() != ""]
            yield {"id": str(number), "question": row["Question"].strip(), "choices": [row["Best Answer"].strip(), *wrong], "answer": 0}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("limit", type=int)
    parser.add_argument("--openbookqa")
    parser.add_argument("--truthfulqa")
    args = parser.parse_args()
    readers = {"openbookqa": read_openbookqa, "truthfulqa": read_truthfulqa}
    for name, read in readers.items():
        source = getattr(args, name)
        if source is None:
            continue
        lines = [json.dumps(item, ensure_ascii=False) + "\n" for item in spread(list(read(source)), args.limit)]
        (args.folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")


main()
