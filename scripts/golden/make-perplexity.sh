#!/bin/sh
# Builds llama.cpp's own llama-perplexity from the sources inside the npm package node-llama-cpp (the release whose
# libraries Premise calls), and makes test/golden/perplexity.v1.json with it. Needs npm, git, cmake, a C++ compiler, and
# Python with scripts/golden/requirements.txt (another interpreter: PYTHON=...). About 3 minutes on two cores.
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
package=node-llama-cpp@3.22.1

if [ ! -d "$work/llama.cpp" ]; then
  (cd "$work" && tar -xzf "$(npm pack --silent "$package")" package/llama/gitRelease.bundle)
  git clone --quiet "$work/package/llama/gitRelease.bundle" "$work/llama.cpp"
fi
cmake -S "$work/llama.cpp" -B "$work/build" -DCMAKE_BUILD_TYPE=Release -DGGML_NATIVE=ON -DBUILD_SHARED_LIBS=ON \
  -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_SERVER=OFF -DLLAMA_BUILD_APP=OFF \
  -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_OPENSSL=OFF >&2
nice -n 10 cmake --build "$work/build" --target llama-perplexity llama-bench -j 2 >&2

for argument in "$@"; do
  shift
  set -- "$@" --model-file "$argument"
done
exec "${PYTHON:-python3}" "$here/make-perplexity.py" --tool "$work/build/bin/llama-perplexity" --work "$work/widened" "$@"
