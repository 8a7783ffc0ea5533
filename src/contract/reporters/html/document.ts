/**
 * A page that stands alone: no network, light and dark as the reader's system is, readable on paper. For every HTML report of kaa.
 */
import { escaped } from '../../../kernel/junit.js';

/** Text that is HTML already; everything else is escaped by {@link html}. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | undefined | readonly Part[];

/** A template of HTML: what is put in is escaped, unless it is markup. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return {
    markup: texts.map((text, index) => (index === 0 ? text : rendered(parts[index - 1]) + text)).join(''),
  };
}

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(rendered).join('');
}

/** The whole page. */
export function documentOf(title: string, body: Markup): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>${body.markup}</main>
</body>
</html>
`;
}

const STYLE = `
:root { --ink: #1c2024; --soft: #60646c; --line: #d9dce1; --page: #fff; --card: #f7f8fa; --pass: #18794e; --fail: #ce2c31;
  --unknown: #ab6400; --accent: #0d74ce; --s1: #0d74ce; --s2: #cc4e00; --s3: #18794e; --s4: #8145b5; --s5: #ab6400; --s6: #ca244d; }
@media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --soft: #a0a6ae; --line: #363a3f; --page: #111113; --card: #18191b;
  --pass: #3dd68c; --fail: #ff9592; --unknown: #ffca16; --accent: #70b8ff; --s1: #70b8ff; --s2: #ffa057; --s3: #3dd68c;
  --s4: #d19dff; --s5: #ffca16; --s6: #ff92ad; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
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
@media print { details { display: none; } }
`;
