/**
 * The script of the page that `kaa report` writes: draws the plots with uPlot, in the colours of the page.
 *
 * It runs in the reader's browser, from the page itself, in a scope of its own; it loads nothing, and puts no text into the page but as text. What it
 * reads is `PlotData` of `src/report/page/plots.ts`.
 */
/* global document, window, matchMedia, getComputedStyle, ResizeObserver, devicePixelRatio, uPlot */
const data = JSON.parse(document.getElementById('plot-data').textContent);
const HEIGHT = { tall: 210, small: 160 };
const PRINT_WIDTH = 660;
/** Seconds between the lines of the time axis. */
const STEPS = [
  0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
  172800, 604800, 1209600, 2592000, 7776000, 31536000,
];
/** So few values are shown as points as well. */
const FEW = 15;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const two = (n) => String(n).padStart(2, '0');
const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

/** About three digits, and no more than there are. */
function plain(value) {
  const size = Math.abs(value);
  if (size >= 1000) return (value < 0 ? '−' : '') + grouped(Math.round(size));
  return String(Number(value.toPrecision(size >= 100 ? 4 : 3))).replace('-', '−');
}

function duration(ms) {
  if (ms === 0) return '0 ms';
  if (ms >= 9999.5) return `${plain(ms / 1000)} s`;
  return `${plain(ms)} ms`;
}

/** As text: beside an axis, and alone, where the title of the plot is not at hand. */
const AXIS = { ms: duration, 'per second': plain, count: plain, value: plain };
const ALONE = { ...AXIS, 'per second': (value) => `${plain(value)} /s` };

/** `7 s`, `2:05`, `1:02:05` */
function elapsed(seconds, last) {
  if (last < 120) return `${Number(seconds.toFixed(2))} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function day(date) {
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

function clock(date) {
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

function instant(seconds, last) {
  if (data.axis === 'elapsed') return elapsed(seconds, last);
  const date = new Date(seconds * 1000);
  return `${day(date)} ${clock(date)}`;
}

function tick(seconds, last) {
  if (data.axis === 'elapsed') return elapsed(seconds, last);
  const date = new Date(seconds * 1000);
  return seconds % 86400 === 0 ? day(date) : clock(date);
}

const colourOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The same colour, so much of it. */
function thinner(colour, part) {
  const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/gi, '$&$&') : colour;
  return hex + two(Math.round(part * 255).toString(16));
}

const LOOKS = {
  line: (colour) => ({ stroke: colour, width: 1.75 }),
  thin: (colour) => ({ stroke: colour, width: 1 }),
  area: (colour) => ({ stroke: colour, width: 1.75, fill: thinner(colour, 0.13) }),
  bars: (colour) => ({
    stroke: colour,
    width: 0,
    fill: thinner(colour, 0.75),
    paths: uPlot.paths.bars({ size: [0.8, 24] }),
  }),
  edge: (colour) => ({ stroke: thinner(colour, 0.3), width: 0.75 }),
};

function seriesOf(curve, plot) {
  const format = ALONE[plot.unit];
  const count = curve.values.filter((value) => value !== null).length;
  return {
    label: curve.label,
    spanGaps: plot.unit === 'value' || plot.unit === 'ms',
    points: { show: curve.look !== 'edge' && curve.look !== 'bars' && count <= FEW, size: 5 },
    value: (_, value) => (value === null || value === undefined ? '' : format(value)),
    ...LOOKS[curve.look](colourOf(curve.colour)),
  };
}

/** On a logarithmic scale lines stand at powers of ten alone. */
const decade = (value) =>
  value > 0 && Number.isInteger(Number(Math.log10(value).toFixed(9))) ? value : null;

function axesOf(plot, last) {
  const [ink, line] = [colourOf('--soft'), colourOf('--line')];
  const common = { stroke: ink, font: '11px system-ui, sans-serif', ticks: { show: false } };
  const grid = { stroke: line, width: 1, ...(plot.isLog && { filter: (_, splits) => splits.map(decade) }) };
  return [
    {
      ...common,
      grid: { show: false },
      border: { show: true, stroke: line, width: 1 },
      incrs: STEPS,
      space: 70,
      size: 28,
      values: (_, splits) => splits.map((at) => tick(at, last)),
    },
    {
      ...common,
      grid,
      space: 34,
      size: 62,
      ...(plot.unit === 'count' && {
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6],
      }),
      values: (_, splits) => splits.map((value) => (value === null ? null : AXIS[plot.unit](value))),
    },
  ];
}

/** Room above and below; counts and times begin at 0. */
function rangeOf(plot) {
  return (_, least, most) => {
    if (least === null || most === null) return [0, 1];
    if (plot.unit !== 'value') return [0, Math.max(most * 1.08, plot.unit === 'count' ? 1 : 1e-3)];
    const room = (most - least) * 0.08 || Math.abs(most) * 0.05 || 1;
    return [least - room, most + room];
  };
}

/** Dashed lines where something was done to the platform. */
function drawMarks(chart) {
  if (data.marks.length === 0) return;
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = colourOf('--unknown');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const { at } of data.marks) {
    const x = Math.round(chart.valToPos(at, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function optionsOf(plot, place, size) {
  const last = plot.times.at(-1) ?? 0;
  const isOverTime = place.closest('.small') === null;
  // Room for the half of a bar at either end.
  const half = plot.times.length > 1 ? Math.max(0, plot.times[1] - plot.times[0]) / 2 : 0.5;
  const range = (_, least, most) =>
    least === 0 || least === plot.times[0] ? [least - half, most + half] : [least, most];
  return {
    ...size,
    padding: [10, 14, 0, 0],
    scales: {
      x: { time: false, range },
      y: plot.isLog ? { distr: 3 } : { range: rangeOf(plot) },
    },
    series: [
      {
        label: data.axis === 'elapsed' ? 'after' : 'UTC',
        value: (_, at) => (at === null || at === undefined ? '' : instant(at, last)),
      },
      ...plot.curves.map((curve) => seriesOf(curve, plot)),
    ],
    bands: plot.band
      ? [{ series: plot.band.map((index) => index + 1), fill: thinner(colourOf('--s1'), 0.13) }]
      : [],
    axes: axesOf(plot, last),
    legend: { markers: { width: 0, fill: (_, index) => colourOf(plot.curves[index - 1].colour) } },
    cursor: { y: false, points: { size: 6 }, ...(isOverTime && { sync: { key: 'time' } }) },
    hooks: { draw: [drawMarks] },
  };
}

const charts = new Map();

const sizeOf = (place, width) => ({
  width: Math.max(240, Math.floor(width ?? place.clientWidth)),
  height: place.closest('.small') === null ? HEIGHT.tall : HEIGHT.small,
});

function draw(plot, width) {
  const place = document.getElementById(plot.id);
  if (place === null) return;
  charts.get(plot.id)?.destroy();
  const values = [plot.times, ...plot.curves.map((curve) => curve.values)];
  const chart = new uPlot(optionsOf(plot, place, sizeOf(place, width)), values, place);
  const picture = chart.root.querySelector('.u-wrap');
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', document.getElementById(`${plot.id}-words`).textContent);
  charts.set(plot.id, chart);
}

const drawAll = (width) => {
  for (const plot of data.plots) draw(plot, width);
};

function cell(row, kind, text) {
  const one = document.createElement(kind);
  one.textContent = text;
  one.className = 'number';
  row.append(one);
}

/** The same numbers for whoever cannot see the plot; made when somebody asks. */
function tableOf(plot) {
  const last = plot.times.at(-1) ?? 0;
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const text of [data.axis === 'elapsed' ? 'after' : 'UTC', ...plot.curves.map(({ label }) => label)])
    cell(head, 'th', text);
  const body = table.createTBody();
  plot.times.forEach((at, index) => {
    const row = body.insertRow();
    cell(row, 'td', instant(at, last));
    for (const { values } of plot.curves)
      cell(row, 'td', values[index] === null ? '–' : ALONE[plot.unit](values[index]));
  });
  return table;
}

function offerTable(plot) {
  const details = document.getElementById(plot.id)?.parentElement.querySelector('details.rows');
  details?.addEventListener('toggle', () => {
    if (details.querySelector('table') !== null) return;
    const box = document.createElement('div');
    box.tabIndex = 0;
    box.append(tableOf(plot));
    details.append(box);
  });
}

drawAll();
for (const plot of data.plots) offerTable(plot);
const resized = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const chart = charts.get(target.id);
    const size = sizeOf(target, contentRect.width);
    if (chart !== undefined && contentRect.width > 0 && chart.width !== size.width) chart.setSize(size);
  }
});
for (const { id } of data.plots) resized.observe(document.getElementById(id));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawAll());
// On paper the colours are others, and so is the width.
matchMedia('print').addEventListener('change', ({ matches }) => drawAll(matches ? PRINT_WIDTH : undefined));
window.addEventListener('afterprint', () => drawAll());
