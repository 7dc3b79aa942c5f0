#!/bin/sh
# Makes the clients that `npm run test:clients` lets speak to the gateway, at the versions of requirements.txt and
# package.json beside this file: a Python environment and a folder of Node packages, outside the repository. Needs Python
# >= 3.11 with venv (another interpreter: PYTHON=...) and npm. About two minutes and 1.2 GB; a part whose pins have not
# changed is left as it is, and one that was broken off is made again.
#   scripts/clients/make-clients.sh [WORK_DIR]     default: $PREMISE_CLIENTS, else ${XDG_CACHE_HOME:-$HOME/.cache}/premise/clients
set -eu
case "${1:-}" in -*) sed -n '2,6s/^# \{0,3\}//p' "$0" >&2; exit 2 ;; esac
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-${PREMISE_CLIENTS:-${XDG_CACHE_HOME:-$HOME/.cache}/premise/clients}}
mkdir -p "$work"
work=$(cd "$work" && pwd)

# A sum of the pins, and of where the part lies, since a Python environment does not survive being moved.
sum_of() { { cat "$1"; echo "$2"; } | cksum | tr ' ' -; }

fits() { [ "$(cat "$work/$1/.pins" 2>/dev/null || true)" = "$2" ]; }

make_python() {
  pins=$(sum_of "$here/requirements.txt" "$work/python")
  if fits python "$pins"; then return 0; fi
  echo "clients: lm-eval, inspect_ai, openai, llm and schemathesis into $work/python, about a minute" >&2
  rm -f "$work/python/.pins"
  "${PYTHON:-python3}" -m venv "$work/python" >&2
  nice -n 10 "$work/python/bin/pip" install --disable-pip-version-check --progress-bar off -q -r "$here/requirements.txt" >&2
  echo "$pins" >"$work/python/.pins"
}

make_node() {
  pins=$(sum_of "$here/package.json" "$work/node")
  if fits node "$pins"; then return 0; fi
  echo "clients: openai, ai and its provider into $work/node" >&2
  mkdir -p "$work/node"
  rm -f "$work/node/.pins"
  cp "$here/package.json" "$work/node/package.json"
  (cd "$work/node" && npm install --ignore-scripts --no-audit --no-fund --omit=optional --loglevel=error >&2)
  echo "$pins" >"$work/node/.pins"
}

make_python
make_node
echo "$work"
