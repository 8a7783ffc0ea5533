/**
 * The picture of the README: drawn from text as described, and the committed one is what the committed run gives.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { COMMAND, terminalSvg } from '../scripts/picture.js';
import { COLOURED } from '../src/commands/render/style.js';
import { summary } from '../src/commands/render/summary.js';
import { FAILED } from './helpers/reports.js';
import { ROOT, read } from './helpers/sources.js';

const SVG = 'docs/images/sim-run.svg';
const isShown = existsSync(join(ROOT, 'README.md')) && read('README.md').includes(SVG);

it.runIf(isShown)(
  'the picture is what the recorded run looks like now; redraw it with: node scripts/picture.js',
  () => {
    const report = JSON.parse(read('docs/images/sim-run.json'));
    expect(read(SVG)).toBe(terminalSvg(summary(report, COLOURED), COMMAND));
  },
);

it('every word of the summary is in the picture, at its column', () => {
  const svg = terminalSvg(summary(FAILED, COLOURED), 'kaa sim run');
  expect(svg).toMatch(/fill="#ff7b84">12</);
  for (const word of ['Endpoints', '17,985', 'confirmed', 'Bad Request', '✘ FAIL'])
    expect(svg).toContain(`>${word}`);
});

it('text cannot become markup', () => {
  expect(terminalSvg('<script> & "x"', '</title>')).not.toMatch(/<script>|<\/title>/);
});

it('colours that it does not know are refused rather than lost', () => {
  expect(() => terminalSvg('\u001b[35mx\u001b[39m', 't')).toThrow('colour code 35');
});
