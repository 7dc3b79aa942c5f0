#!/bin/sh
# Makes docs/pictures/*.png again: needs the default models, util-linux's `script`, and Chromium (Debian: chromium).
# Usage: sh scripts/pictures/make.sh [CHROMIUM]
set -eu
cd "$(dirname "$0")/../.."
chromium=${1:-chromium}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

shoot() { # page, picture, width, height, further options
  page=$1 picture=$2 size=$3,$4
  shift 4
  timeout 60 "$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --user-data-dir="$work/profile" --force-device-scale-factor=1.5 --window-size="$size" --screenshot="$picture" "$@" "file://$page" 2>/dev/null
}

typed='premise ask "Which gas do plants take in from the air?" \
    --choices oxygen "carbon dioxide" nitrogen helium \
    --premise expert-panel --premise plain-continuation'
printf '%s\n' "stty cols 80; npm run -s premise -- ${typed#premise } --quiet" > "$work/typed.sh"
script -qec "sh $work/typed.sh" /dev/null > "$work/typed.ansi"
node scripts/node24.mjs scripts/pictures/terminal-page.ts "$typed" < "$work/typed.ansi" > "$work/terminal.html"
shoot "$work/terminal.html" "$PWD/docs/pictures/terminal-ask.png" 750 810

npm run -s demo -- --quiet --out "$work/reports" > /dev/null
report=$(echo "$work"/reports/demo-*.html)
shoot "$report" "$PWD/docs/pictures/report.png" 1100 1180
shoot "$report" "$PWD/docs/pictures/report-dark.png" 1100 1180 --blink-settings=preferredColorScheme=0
