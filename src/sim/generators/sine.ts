/** `sine`: a wave over time, with noise on top. Time counts from the beginning of the run. */
import { parseDuration } from '../../kernel/duration.js';
import type { GeneratorKind } from './generator.js';
import { shaped } from './numbers.js';

export const sine: GeneratorKind<'sine'> = (options) => {
  const periodMs = Math.max(1, parseDuration(options.period) ?? 1);
  const noise = options.noise ?? 0;
  const shape = { decimals: options.decimals };
  return (origin) => {
    const stream = origin.random.stream(origin.streamName);
    // Drawn even when it is given, so that naming it leaves the noise as it was.
    const drawn = stream.float();
    const phase = options.phase ?? drawn;
    return {
      next: ({ elapsed }) => {
        const wave = options.amplitude * Math.sin(2 * Math.PI * (elapsed / periodMs + phase));
        return shaped(options.mean + wave + (noise === 0 ? 0 : stream.normal(0, noise)), shape);
      },
    };
  };
};
