/** @module The look of a report: plain, light or dark as the reader's system is, from phone to desk. */

export const style = `
:root { color-scheme: light dark; --paper: #fdfcfa; --ink: #1f2328; --muted: #5f6873; --line: #d9d6cf; --track: #ece9e2; --bar: #6b8fb5; --right: #2c7a5b; --second: #b27c2c; --soft: #c9d6e4; --card: #f5f3ee; --link: #1d5a96; }
@media (prefers-color-scheme: dark) { :root { --paper: #15181c; --ink: #e4e7ea; --muted: #9aa4af; --line: #343a42; --track: #262b31; --bar: #6f98c4; --right: #53b98c; --second: #d9a658; --soft: #3d5066; --card: #1c2025; --link: #8bbcf0; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Roboto, sans-serif; }
main, header, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
footer { padding: 2rem 1.25rem 3rem; color: var(--muted); font-size: 0.875rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 0.4rem; letter-spacing: -0.01em; text-wrap: balance; }
h2 { font-size: 1.3rem; margin: 2.6rem 0 0.6rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 2rem 0 0.3rem; text-wrap: balance; }
p, ul, ol.plain { max-width: 44rem; margin: 0.5rem 0; overflow-wrap: anywhere; }
a { color: var(--link); }
.meta, .note { color: var(--muted); font-size: 0.9rem; }
.disclosure { border-left: 3px solid var(--right); background: var(--card); padding: 0.6rem 0.9rem; max-width: 44rem; margin: 1rem 0; font-size: 0.95rem; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: 1.4rem 2rem; margin: 1rem 0 0.5rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1.5rem 2.5rem; margin: 1rem 0; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: 0.9rem; font-weight: 600; margin-bottom: 0.35rem; border-bottom: 1px solid var(--line); padding-bottom: 0.2rem; }
figcaption small { font-weight: 400; color: var(--muted); font-size: 0.85rem; }
svg { display: block; width: 100%; max-width: 460px; height: auto; overflow: visible; font-family: inherit; }
.scroll { overflow-x: auto; margin: 0.8rem 0; }
.scroll:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); padding-bottom: 0.3rem; }
caption span { position: sticky; left: 0; display: inline-block; max-width: min(44rem, calc(100vw - 2.5rem)); }
th, td { padding: 0.3rem 0.8rem 0.3rem 0; text-align: right; vertical-align: top; white-space: nowrap; border-bottom: 1px solid var(--line); }
thead th { color: var(--muted); font-weight: 500; border-bottom: 1px solid var(--muted); vertical-align: bottom; white-space: normal; max-width: 8rem; }
th:first-child { position: sticky; left: 0; background: var(--paper); }
th:first-child, td.text { text-align: left; }
thead th.text { text-align: left; max-width: none; }
td.text { white-space: normal; min-width: 13rem; overflow-wrap: anywhere; }
tbody th { font-weight: 500; padding-right: 1.2rem; }
details { margin: 0.6rem 0; }
summary { cursor: pointer; color: var(--link); font-size: 0.9rem; }
pre { background: var(--card); border: 1px solid var(--line); padding: 0.8rem; overflow-x: auto; font-size: 0.82rem; line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font-family: ui-monospace, "SF Mono", Menlo, "Liberation Mono", monospace; font-size: 0.92em; overflow-wrap: anywhere; }
ol.answers { list-style: none; margin: 0; padding: 0; font-size: 0.92rem; }
ol.answers li { margin: 0 0 0.55rem; overflow-wrap: anywhere; }
ol.answers .share { display: block; height: 5px; border-radius: 2px; background: var(--track); margin-top: 0.2rem; }
ol.answers .share span { display: block; height: 100%; border-radius: 2px; background: var(--bar); }
ol.answers small { color: var(--muted); white-space: nowrap; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; list-style: none; padding: 0; font-size: 0.85rem; color: var(--muted); }
.legend i { display: inline-block; width: 0.8em; height: 0.8em; border-radius: 2px; margin-right: 0.4em; }
.legend i.kept { background: var(--bar); border-radius: 50%; }
.legend i.refused { background: var(--second); }
.legend i.interval { background: var(--bar); opacity: 0.3; }
.legend i.limit { height: 0; border-top: 2px dashed var(--second); border-radius: 0; vertical-align: middle; width: 1.4em; }
.legend i.none { border: 1px solid var(--muted); border-radius: 50%; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.2rem; margin: 1rem 0; font-size: 0.95rem; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.step { max-width: 46rem; margin: 1.1rem 0; }
.step h3 { margin: 0 0 0.3rem; font-size: 1rem; text-wrap: wrap; }
.step h3::first-letter { text-transform: uppercase; }
.step h3 small { color: var(--muted); font-weight: 400; font-size: 0.85rem; margin-left: 0.4rem; }
.predicted, .inserted { white-space: pre-wrap; overflow-wrap: anywhere; padding: 0.6rem 0.9rem; border-radius: 4px; max-width: 46rem; }
.predicted { background: var(--card); border-left: 3px solid var(--bar); }
.step.refused .predicted { border-left-color: var(--second); color: var(--muted); }
.predicted + .predicted { margin-top: 0.5rem; }
.inserted { border: 1px dashed var(--muted); margin-bottom: 0.4rem; font-size: 0.92rem; }
.inserted small { display: block; color: var(--muted); }
.predicted .mark { border: 1px dashed var(--muted); border-radius: 3px; padding: 0 0.3em; color: var(--muted); font-size: 0.92em; }
.inserted-mark { border-bottom: 1px dashed var(--muted); }
.right { color: var(--right); font-weight: 600; }
@media (max-width: 30rem) { h1 { font-size: 1.5rem; } h2 { margin-top: 2.2rem; } header { padding-top: 1.5rem; } }
@media print { details > *:not(summary) { display: revert; } .scroll { overflow: visible; } }
`;
