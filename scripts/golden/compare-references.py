"""Says how far two references of one model lie apart: python compare-references.py A.json B.json (exit 1 when the rule of agreement is broken)."""

import json
import sys
from pathlib import Path

MEAN_LIMIT, TOKEN_LIMIT, TIE = 0.02, 0.15, 0.1


def compare(first, second):
    """Mean and largest absolute difference in nats, and what the two say about the likeliest token."""
    differences, worst, swapped, broken = [], ("", 0, 0.0), 0, 0
    for a, b in zip(first["items"], second["items"], strict=True):
        if (a["id"], a["context"], a["continuation"]) != (b["id"], b["context"], b["continuation"]):
            raise SystemExit(f"{a['id']}: the two references hold different tokens")
        for index, (x, y) in enumerate(zip(a["logprobs"], b["logprobs"], strict=True)):
            if x is None and y is None:
                continue
            differences.append(abs(x - y))
            worst = max(worst, (a["id"], index, abs(x - y)), key=lambda entry: entry[2])
            if a["topTokens"][index] != b["topTokens"][index]:
                swapped += 1
                broken += a["topLogprobs"][index] - a["secondLogprobs"][index] > TIE
    mean = sum(differences) / len(differences)
    return {
        "tokens": len(differences),
        "meanDifference": round(mean, 6),
        "largestDifference": round(worst[2], 6),
        "largestAt": f"{worst[0]}[{worst[1]}]",
        "overTokenLimit": sum(difference > TOKEN_LIMIT for difference in differences),
        "otherTopToken": swapped,
        "otherTopTokenNoTie": broken,
        "agree": mean <= MEAN_LIMIT and worst[2] <= TOKEN_LIMIT and broken == 0,
    }


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    result = compare(*(json.loads(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:]))
    print(json.dumps(result))
    raise SystemExit(0 if result["agree"] else 1)


if __name__ == "__main__":
    main()
