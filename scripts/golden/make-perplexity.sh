#!/bin/sh
# Builds llama.cpp's own llama-perplexity from the sources inside the npm package node-llama-cpp (the release whose
# libraries Premise calls), and makes test/golden/perplexity.v1.json with it. Needs npm, git, cmake, a C++ compiler, and
# Python with scripts/golden/requirements.txt (another interpreter: PYTHON=...). Some minutes on two cores.
#   scripts/golden/make-perplexity.sh WORK_DIR gemma-3-270m=FILE smollm2-135m-instruct=FILE
set -eu
if [ $# -lt 2 ]; then
  sed -n '2,5s/^# //p' "$0" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
work=$(cd "$1" && pwd)
shift
sh "$here/../peers/make-peers.sh" "$work" llama >/dev/null

for argument in "$@"; do
  shift
  set -- "$@" --model-file "$argument"
done
exec "${PYTHON:-python3}" "$here/make-perplexity.py" --tool "$work/llama.cpp/build/bin/llama-perplexity" --work "$work/widened" "$@"
