/**
 * What the pages of kaa look like: one palette, light and dark, and the elements that all of them have. Plots take their colours
 * from here, by the names of the variables.
 */

const LIGHT = `--ink: #1c2024; --soft: #60646c; --line: #dfe2e6; --page: #fff; --card: #f7f8fa; --pass: #18794e; --fail: #ce2c31;
  --unknown: #9a5800; --accent: #0d74ce; --s1: #0d74ce; --s2: #cc4e00; --s3: #18794e; --s4: #8145b5; --s5: #ab6400; --s6: #ca244d;`;

const DARK = `--ink: #edeef0; --soft: #a0a6ae; --line: #33373d; --page: #111113; --card: #191b1e; --pass: #3dd68c; --fail: #ff9592;
  --unknown: #ffca16; --accent: #70b8ff; --s1: #70b8ff; --s2: #ffa057; --s3: #3dd68c; --s4: #d19dff; --s5: #ffca16; --s6: #ff92ad;`;

/** On paper the colours are the light ones, whatever the system's are. */
export const STYLE = `
:root { ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
html { color-scheme: light dark; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
a { color: var(--accent); }
.soft { color: var(--soft); } .pass { color: var(--pass); } .fail { color: var(--fail); } .unknown { color: var(--unknown); }
code, pre, .mono { font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; margin: .4rem 0; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; color: var(--soft); }
td, th { padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.card { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--fail); border-radius: 6px; padding: .7rem 1rem; margin: .7rem 0; }
.card.unknown { border-left-color: var(--unknown); color: var(--ink); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: .4rem 0; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
.grid { stroke: var(--line); stroke-width: 1; } .breach { fill: var(--fail); } .legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: 13px; }
.legend i { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .35em; }
details > summary { cursor: pointer; color: var(--accent); }
@media print { details { display: none; } main { max-width: none; padding: 0; } }
`;
