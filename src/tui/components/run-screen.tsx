/**
 * The screen of a fleet run: a pure view of one snapshot, nine lines high.
 *
 * On a terminal too low for it, only the line with the bar is drawn, because a frame as high as the terminal makes it
 * scroll and flicker.
 */
import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../kernel/printable.js';
import type { FleetProgress, Latency, SampleCounts } from '../../sim/report/report.js';
import { bar, count, pace, rate, responseTime, span, sparkline } from '../format.js';
import type { RunSnapshot } from '../run-store.js';

export interface RunScreenProps {
  /** Undefined until the first news. */
  readonly snapshot: RunSnapshot | undefined;
  readonly title: string;
  readonly target: string;
  readonly seed: number;
  readonly columns: number;
  readonly rows: number;
}

const LABEL_COLUMNS = 16;
const LINES_MAX = 9;
const BAR_COLUMNS_MAX = 48;
const SPARKLINE_COLUMNS_MAX = 40;
/** What stands beside the bar: margins, `14m 59s of 15m 00s`, the phase. */
const BESIDE_BAR_COLUMNS = 36;

/** One frame. */
export function RunScreen({ snapshot, title, target, seed, columns, rows }: RunScreenProps) {
  if (snapshot === undefined) return <Line>starting …</Line>;
  const { progress, rates } = snapshot;
  if (rows <= LINES_MAX) return <Elapsed progress={progress} columns={columns} />;
  return (
    <Box flexDirection="column" width={columns}>
      <Line>
        <Text bold>kaa sim run {printable(title)}</Text>
        <Text dimColor>{printable(`  on ${target}  seed ${seed}`)}</Text>
      </Line>
      <Elapsed progress={progress} columns={columns} />
      <Text> </Text>
      <Field label="Endpoints">
        <Text bold>{count(progress.connected)}</Text> of {count(progress.endpoints)} connected
      </Field>
      <Field label="Data samples">
        <Text bold>{count(progress.samples.sent)}</Text>
        {' sent   '}
        <Text bold color="green">
          {count(progress.samples.confirmed)}
        </Text>
        {' confirmed'}
      </Field>
      <Field label="">
        <Others samples={progress.samples} />
      </Field>
      <Field label="Per second">
        <Throughput rates={rates} columns={columns} />
      </Field>
      <Field label="Response time">
        <ResponseTimes latencyMs={progress.latencyMs} />
      </Field>
      <Field label="Also">
        <Text bold>{count(progress.commandsAnswered)}</Text>
        {' commands answered   '}
        <Text bold>{count(progress.configurationsApplied)}</Text> configurations applied
      </Field>
    </Box>
  );
}

function Elapsed({ progress, columns }: { readonly progress: FleetProgress; readonly columns: number }) {
  const { elapsedMs, durationMs, phase } = progress;
  if (durationMs === undefined) {
    return (
      <Line>
        {span(elapsedMs)}
        {pace(progress)} <Text dimColor>{phase}, until stopped</Text>
      </Line>
    );
  }
  const width = Math.max(0, Math.min(BAR_COLUMNS_MAX, columns - BESIDE_BAR_COLUMNS - pace(progress).length));
  const done = bar(durationMs === 0 ? 1 : elapsedMs / durationMs, width).trimEnd();
  return (
    <Line>
      <Text color="green">{done}</Text>
      <Text dimColor>{'░'.repeat(width - done.length)}</Text>
      {`  ${span(elapsedMs)} of ${span(durationMs)}${pace(progress)} `}
      <Text dimColor>{phase}</Text>
    </Line>
  );
}

/** The samples that are not confirmed (yet). */
function Others({ samples }: { readonly samples: SampleCounts }) {
  return (
    <>
      <Bad value={samples.rejected} />
      {' rejected   '}
      <Bad value={samples.late} />
      {' late   '}
      <Text bold>{count(samples.unanswered)}</Text>
      {' unanswered'}
    </>
  );
}

function Bad({ value }: { readonly value: number }) {
  return value === 0 ? (
    <Text>0</Text>
  ) : (
    <Text bold color="red">
      {count(value)}
    </Text>
  );
}

function Throughput({ rates, columns }: { readonly rates: readonly number[]; readonly columns: number }) {
  const now = rates.at(-1);
  const width = Math.min(SPARKLINE_COLUMNS_MAX, columns - LABEL_COLUMNS - 14);
  return (
    <>
      <Text bold>{now === undefined ? '–' : rate(now)}</Text>
      {'  '}
      <Text color="cyan">{sparkline(rates, width)}</Text>
    </>
  );
}

function ResponseTimes({ latencyMs }: { readonly latencyMs: Latency }) {
  return (['p50', 'p99', 'max'] as const).map((name) => (
    <Text key={name}>
      <Text dimColor>{name} </Text>
      <Text bold>{responseTime(latencyMs[name])}</Text>
      {'   '}
    </Text>
  ));
}

function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Line>
      <Text dimColor>{label.padEnd(LABEL_COLUMNS)}</Text>
      {children}
    </Line>
  );
}

/** One line of the screen, never two: what does not fit is cut. */
function Line({ children }: { readonly children: ReactNode }) {
  return (
    <Text wrap="truncate">
      {'  '}
      {children}
    </Text>
  );
}
