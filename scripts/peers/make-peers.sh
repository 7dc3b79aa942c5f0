#!/bin/sh
# Makes the peers that `npm run perf -- engine` is measured beside: llama.cpp's own llama-perplexity, llama-bench and
# llama-server from the sources inside the npm package node-llama-cpp (the release whose libraries Premise calls),
# llama-cpp-python's server, and node-llama-cpp. Needs npm, git, cmake, a C++ compiler and Python 3.11 (another
# interpreter: PYTHON=...). About 15 minutes on two cores; a part that is there already is left as it is.
#   scripts/peers/make-peers.sh [WORK_DIR [PART...]]     default: ${XDG_CACHE_HOME:-$HOME/.cache}/premise/peers, node llama python
set -eu
case "${1:-}" in -*) sed -n '2,6s/^# //p' "$0" >&2; exit 2 ;; esac
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/premise/peers}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- node llama python
mkdir -p "$work"
work=$(cd "$work" && pwd)
package=node-llama-cpp@3.22.1
tools="llama-perplexity llama-bench llama-server"

make_llama() {
  missing=
  for tool in $tools; do
    [ -x "$work/llama.cpp/build/bin/$tool" ] || missing="$missing $tool"
  done
  [ -n "$missing" ] || return 0
  if [ ! -d "$work/llama.cpp" ]; then
    (cd "$work" && tar -xzf "$(npm pack --silent "$package")" package/llama/gitRelease.bundle)
    git clone --quiet "$work/package/llama/gitRelease.bundle" "$work/llama.cpp.part"
    mv "$work/llama.cpp.part" "$work/llama.cpp"
  fi
  cmake -S "$work/llama.cpp" -B "$work/llama.cpp/build" -DCMAKE_BUILD_TYPE=Release -DGGML_NATIVE=ON -DBUILD_SHARED_LIBS=ON \
    -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF -DLLAMA_BUILD_UI=OFF \
    -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_OPENSSL=OFF
  # shellcheck disable=SC2086 # one argument a tool
  nice -n 10 cmake --build "$work/llama.cpp/build" --target $tools -j 2
}

make_python() {
  if "$work/python/bin/python" -c "import llama_cpp.server.app" 2>/dev/null; then return 0; fi
  "${PYTHON:-python3}" -m venv "$work/python"
  # Without its image library, which is a third of the work.
  CMAKE_ARGS=-DLLAVA_BUILD=OFF CMAKE_BUILD_PARALLEL_LEVEL=2 nice -n 10 "$work/python/bin/pip" install -r "$here/requirements.txt"
}

make_node() {
  if [ -f "$work/node-llama-cpp/node_modules/node-llama-cpp/dist/index.js" ]; then return 0; fi
  mkdir -p "$work/node-llama-cpp"
  echo '{"private": true, "type": "module"}' >"$work/node-llama-cpp/package.json"
  # Without scripts, since its own would look for a compiler; the binaries come as a package of their own.
  (cd "$work/node-llama-cpp" && npm install --ignore-scripts --no-audit --no-fund --omit=optional --save-exact "$package" "@node-llama-cpp/linux-x64@${package#*@}")
}

for part in "$@"; do
  case "$part" in
    node | llama | python) "make_$part" >&2 ;;
    *) echo "no part $part; there are node, llama and python" >&2; exit 2 ;;
  esac
done
echo "$work"
