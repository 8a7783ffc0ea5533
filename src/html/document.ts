/**
 * A page that stands alone: no network, light and dark as the reader's system is, readable on a phone and on paper. For every
 * page that kaa writes.
 *
 * A content security policy says so to the browser as well: it loads nothing, and runs only the scripts that were put in here,
 * known by their hashes.
 */
import { createHash } from 'node:crypto';
import { escaped } from '../kernel/junit.js';
import type { Markup } from './markup.js';
import { STYLE } from './style.js';

export interface Extras {
  /** CSS besides that of all pages. */
  readonly style?: string | undefined;
  /** JavaScript to run when the page is there, in this order. Never made of what comes from outside. */
  readonly scripts?: readonly string[] | undefined;
  /** What the scripts read, by the ID of the element that holds it as JSON. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** The whole page. */
export function documentOf(
  title: string,
  body: Markup,
  { style = '', scripts = [], data = {} }: Extras = {},
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${STYLE}${style}</style>
</head>
<body>
<main>${body.markup}</main>
${Object.entries(data).map(dataElement).join('')}${scripts.map((script) => `<script>${script}</script>\n`).join('')}</body>
</html>
`;
}

function policyOf(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  const allowed = hashes.length === 0 ? "'none'" : hashes.join(' ');
  return `default-src 'none'; style-src 'unsafe-inline'; script-src ${allowed}`;
}

/** Without `<` no text in the data can end the element. */
function dataElement([id, value]: readonly [string, unknown]): string {
  return `<script type="application/json" id="${escaped(id)}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>\n`;
}
