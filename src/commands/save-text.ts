/**
 * A text that a person asks to keep, as a file in the current folder.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const TRIES = 100;

/** Writes the text to a file that is not there yet, such as `trace-alpha.txt` or `trace-alpha-2.txt`. @returns its path */
export async function saveText(name: string, text: string): Promise<string> {
  const stem = name.replace(/[^\w.-]+/g, '_');
  for (let number = 1; ; number++) {
    const file = join('.', `${stem}${number === 1 ? '' : `-${number}`}.txt`);
    try {
      await writeFile(file, text, { flag: 'wx' });
      return file;
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST' || number >= TRIES) throw error;
    }
  }
}
