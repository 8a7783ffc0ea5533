/**
 * A contract test while it runs: its steps as they come, and what is known of each.
 */
import { count, timeOfDay } from '../../format.js';
import { bold, type Colour, coloured, dim, EMPTY_LINE, fitted, type Line, plain } from '../../lines.js';
import { bodyRows, topOf } from '../layout.js';
import type { ContractStep, StepState } from '../store/contracts.js';
import type { MonitorState } from '../store/state.js';

const STEP_COLUMNS = 28;
const STATE_COLUMNS = 13;

const LOOKS: Readonly<Record<StepState, { readonly word: string; readonly colour?: Colour }>> = {
  waiting: { word: 'watching', colour: 'yellow' },
  done: { word: 'done' },
  'not-provoked': { word: 'not provoked', colour: 'yellow' },
  pass: { word: 'pass', colour: 'green' },
  fail: { word: 'fail', colour: 'red' },
  unknown: { word: 'unknown', colour: 'yellow' },
};

/** Title and steps. */
export function contractsBody(state: MonitorState): Line[] {
  const { contracts } = state;
  const { appVersion, steps, cursor, isRunning, tokens } = contracts;
  if (appVersion === undefined) {
    return [
      [plain(' No contract test is running.')],
      [dim(' Have one judge a device on this platform: kaa contract test --help')],
    ];
  }
  const height = Math.max(1, bodyRows(state) - 2);
  const top = cursor === undefined ? Math.max(0, steps.length - height) : topOf(cursor, height, steps.length);
  return [
    [
      bold(` Contract of ${appVersion}`),
      dim(`  for ${tokens.join(', ') || 'no endpoint'}  ${count(steps.length)} steps`),
      ...verdictCounts(steps),
      isRunning ? coloured('  running', 'green') : dim('  ended; the report has the evidence'),
    ],
    EMPTY_LINE,
    ...steps.slice(top, top + height).map((step, row) => stepLine(step, top + row === cursor)),
  ];
}

/** `  12 pass  1 fail`, as far as verdicts have come. */
function verdictCounts(steps: readonly ContractStep[]): Line {
  return (['pass', 'fail', 'unknown'] as const).flatMap((verdict) => {
    const many = steps.filter(({ state }) => state === verdict).length;
    return many === 0 ? [] : [coloured(`  ${count(many)} ${verdict}`, LOOKS[verdict].colour as Colour)];
  });
}

function stepLine({ step, at, state, what }: ContractStep, isSelected: boolean): Line {
  const { word, colour } = LOOKS[state];
  return [
    isSelected ? bold('▸ ') : plain('  '),
    dim(`${timeOfDay(at)}  `),
    { text: fitted(word, STATE_COLUMNS), colour, bold: state === 'fail' },
    plain(` ${fitted(step, STEP_COLUMNS)}  `),
    dim(what),
  ];
}
