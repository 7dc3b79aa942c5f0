#!/bin/sh
# Makes what `npm run perf -- proxy` measures beside: Portkey's gateway, LiteLLM's proxy, nginx as the upstream and wrk as the
# load. Nothing is installed in the system and no service is started. Needs npm, Python >= 3.10 with venv (another interpreter:
# PYTHON=...), and Debian's apt-get for nginx and wrk; elsewhere put both into WORK_DIR/bin yourself. About two minutes; a part
# that is there already is left as it is.
#   scripts/peers/make-proxies.sh [WORK_DIR [PART...]]     default: ${XDG_CACHE_HOME:-$HOME/.cache}/premise/peers/proxies, portkey litellm tools
set -eu
case "${1:-}" in -*) sed -n '2,6s/^# //p' "$0" >&2; exit 2 ;; esac
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/premise/peers/proxies}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- portkey litellm tools
mkdir -p "$work"
work=$(cd "$work" && pwd)

make_portkey() {
  if [ -f "$work/portkey/node_modules/@portkey-ai/gateway/build/start-server.js" ]; then return 0; fi
  mkdir -p "$work/portkey"
  echo '{"private": true}' >"$work/portkey/package.json"
  # Without scripts: its own would patch nothing that is in the package.
  (cd "$work/portkey" && npm install --ignore-scripts --no-audit --no-fund --save-exact @portkey-ai/gateway@1.15.2)
}

make_litellm() {
  if [ -f "$work/litellm/made" ]; then return 0; fi
  "${PYTHON:-python3}" -m venv "$work/litellm"
  nice -n 10 "$work/litellm/bin/pip" install -r "$here/proxies-requirements.txt"
  touch "$work/litellm/made"
}

make_tools() {
  if [ -x "$work/bin/wrk" ] && [ -x "$work/bin/nginx" ]; then return 0; fi
  packages="wrk libluajit-5.1-2 nginx"
  mkdir -p "$work/debian/packages" "$work/bin"
  cd "$work/debian/packages"
  # shellcheck disable=SC2086 # one argument a package
  apt-get download -o APT::Sandbox::User=root $packages || { apt-get update && apt-get download -o APT::Sandbox::User=root $packages; }
  for package in *.deb; do dpkg-deb -x "$package" "$work/debian"; done
  libraries=$(dirname "$(find "$work/debian/usr/lib" -name 'libluajit-5.1.so.2')")
  for program in usr/bin/wrk usr/sbin/nginx; do
    printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "$libraries" "$work/debian/$program" >"$work/bin/${program##*/}"
    chmod +x "$work/bin/${program##*/}"
  done
}

for part in "$@"; do
  case "$part" in
    portkey | litellm | tools) (make_$part) >&2 ;;
    *) echo "no part $part; there are portkey, litellm and tools" >&2; exit 2 ;;
  esac
done
echo "$work"
