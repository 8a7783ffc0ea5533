/**
 * What the page about a run looks like besides what all pages of kaa have: tiles, the verdict, plots with their legends.
 */
export const PAGE_STYLE = `
header .over { margin: 0 0 .2rem; color: var(--soft); font-size: 13px; letter-spacing: .02em; }
h1 { overflow-wrap: anywhere; }
.facts { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem .9rem; margin: 0 0 1rem; padding: 0; color: var(--soft); overflow-wrap: anywhere; }
.facts li:not(:last-child)::after { content: "·"; margin-left: .9rem; }
.verdict { display: flex; gap: .3rem 1rem; flex-wrap: wrap; align-items: baseline; border: 1px solid var(--line); border-left: 4px solid; border-radius: 6px; background: var(--card); padding: .7rem 1rem; margin: 0 0 1rem; }
.verdict strong { font-size: 1.05rem; white-space: nowrap; } .verdict p { margin: 0; color: var(--ink); overflow-wrap: anywhere; } .verdict div { flex: 1 1 20rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); gap: .75rem; margin: 0 0 1rem; }
.tile { border: 1px solid var(--line); border-radius: 6px; background: var(--card); padding: .7rem 1rem; min-width: 0; }
.tile dt { font-size: 13px; } .tile dd { color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
.tile dd.value { color: var(--ink); font-size: 1.55rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; } .tile.fail dd.value { color: var(--fail); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0; margin: 0; font-size: 14px; } nav a { text-decoration: none; } nav a:hover { text-decoration: underline; }
section { margin-top: 2rem; } section > h2 { margin-top: 0; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
section p.soft { margin: .4rem 0; font-size: 14px; } section ul, section ol { padding-left: 1.2rem; margin: .4rem 0; } li { overflow-wrap: anywhere; }
.scroll { overflow-x: auto; } .scroll:focus-visible { outline: 2px solid var(--accent); }
table { font-size: 14px; } th { font-size: 13px; white-space: nowrap; } td, th { padding-right: 1.2rem; } td:last-child, th:last-child { padding-right: .2rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } td.mono { white-space: nowrap; } td.text { min-width: 7rem; overflow-wrap: anywhere; }
.bar { display: inline-block; vertical-align: middle; width: 5rem; height: .5rem; margin-right: .6rem; border-radius: 2px; background: linear-gradient(90deg, var(--s1) var(--part), var(--line) var(--part)); opacity: .75; }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 0 1.75rem; }
h3.group { margin: 1.2rem 0 0; }
figure.plot { margin: 1rem 0 0; min-width: 0; break-inside: avoid; } figure.plot h3 { margin: 0; font-size: 15px; } figure.plot figcaption p { margin: 0 0 .3rem; font-size: 13px; }
.canvas { min-height: 13rem; } .small .canvas { min-height: 10rem; } .canvas canvas { max-width: 100%; }
.uplot { font: inherit; width: 100%; } .u-legend { text-align: left; font-size: 12.5px; color: var(--soft); margin-top: .1rem; } .u-legend tr { margin-right: .6rem; } .u-legend th, .u-legend td { border: 0; padding: 0 .25rem .1rem 0; font-weight: 400; font-size: 12.5px; }
.u-legend.u-inline.u-live th::after { content: none; } .u-legend .u-value { color: var(--ink); font-variant-numeric: tabular-nums; min-width: 4.2em; display: inline-block; } .u-legend .u-marker { width: .8em; height: .8em; border-radius: 2px; } .u-legend .u-series > * { padding: 0 .25rem 0 0; }
.u-select { background: color-mix(in srgb, var(--accent) 15%, transparent); } .u-cursor-x, .u-cursor-y { border-color: var(--soft); opacity: .6; }
details.rows { font-size: 13px; } details.rows[open] > div { max-height: 18rem; overflow: auto; } details.rows table { width: auto; font-size: 13px; } details > summary { width: max-content; max-width: 100%; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); font-size: 13px; }
@media (max-width: 40rem) { main { padding: 1rem; } .tiles { grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .5rem; } .tile { padding: .5rem .7rem; } .tile dd.value { font-size: 1.25rem; } }
@media print { h2, h3, figcaption { break-after: avoid; } nav { display: none; } body { font-size: 12px; } .scroll { overflow: visible; } section, .tile, .verdict, tr { break-inside: avoid; } #series, #time, #errors { break-inside: auto; } .u-legend .u-value { display: none; } td.mono { white-space: normal; overflow-wrap: anywhere; } }
`;
