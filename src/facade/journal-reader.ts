/**
 * A journal from its file, event by event: what `--journal FILE` wrote. The file may still be growing; a last line that is not
 * whole yet is left out.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { kaaError } from '../errors.js';
import type { StreamedEvent } from '../operator/events.js';

/**
 * The events of a file, in order.
 * @throws KaaError JOURNAL_NOT_READABLE when there is none, or it is no journal
 */
export async function* readJournal(file: string): AsyncGenerator<StreamedEvent> {
  const refused = (reason: string, cause?: unknown) =>
    kaaError('JOURNAL_NOT_READABLE', { file, reason }, { cause });
  let number = 0;
  let broken: number | undefined;
  try {
    const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) {
      number++;
      if (broken !== undefined) throw refused(`line ${broken} is no event of a journal`);
      const event = eventOf(line);
      if (event === undefined) broken = number;
      else yield event;
    }
  } catch (error) {
    if ((error as Error).name === 'KaaError') throw error;
    throw refused((error as Error).message, error);
  }
  if (broken !== undefined && number === 1) throw refused('line 1 is no event of a journal');
}

function eventOf(line: string): StreamedEvent | undefined {
  try {
    const event = JSON.parse(line) as StreamedEvent;
    return typeof event?.type === 'string' && typeof event.seq === 'number' ? event : undefined;
  } catch {
    return undefined;
  }
}
