/** Bytes for each number that the time series store keeps, time stamps included, once its rings are full. */
import { start } from '../children.js';

const FLOAT64_BYTES = 8;
const TARGET = 12 / FLOAT64_BYTES;

export async function measure({ rounds, series = 400 }) {
  const measured = [];
  for (let round = 0; round < rounds; round++) {
    const store = await start('loads/store.js', { execArgv: ['--expose-gc'] });
    measured.push(await store.ask('fill', { series }));
    await store.stop();
  }
  const [{ values }] = measured;
  return [
    {
      what: 'memory of a stored number (values and time stamps)',
      unit: 'bytes',
      betterIs: 'less',
      ours: measured.map(({ bytesEach }) => bytesEach),
      peer: 'a Float64',
      theirs: FLOAT64_BYTES,
      target: TARGET,
      note: `${(values / 1e6).toFixed(1)} million numbers`,
      count: values,
    },
  ];
}
