/**
 * Goal: the examples of docs/contract-schemas.md do what the page says. Method: its exceptions file is read by the reader of
 * exceptions, and each command line about the template's version is carried out by the library.
 */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { schemaTools } from '../../src/blueprint/json-schema.js';
import { readExceptions } from '../../src/contract/schemas/diff/exceptions.js';
import { parseDiffReport } from '../../src/facade/contract-schemas/reports.js';
import { exportAsyncapi, mockInstances } from '../../src/index.js';
import { ROOT } from '../helpers/sources.js';

const page = await readFile(`${ROOT}docs/contract-schemas.md`, 'utf8');
const commands = [...page.matchAll(/^kaa contract (.*)$/gm)].map(([, line = '']) => line.split(/\s+/));
const blueprint = `${ROOT}templates/smart-building`;
const flagOf = (words: readonly string[], flag: string) =>
  words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined;

test('the exceptions of the page are right ones', async () => {
  const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const { problems, exceptions } = readExceptions('exceptions.yaml', text, schemaTools());
  expect([problems, exceptions.length]).toEqual([[], 1]);
});

test.each(commands.filter(([name]) => name === 'mock'))('%s %s %s %s', async (...words) => {
  const [, appVersion] = words;
  const kind = flagOf(words, '--kind') ?? 'data-sample';
  const { instances } = await mockInstances({
    blueprint,
    appVersion,
    kind,
    count: 2,
    invalid: words.includes('--invalid'),
    seed: 1,
  });
  expect(instances).toHaveLength(2);
});

test.each(commands.filter(([name]) => name === 'export'))(
  '%s %s %s',
  async (_export, _format, appVersion) => {
    expect(await exportAsyncapi({ blueprint, appVersion })).toMatchObject({ asyncapi: '3.0.0' });
  },
);

test('the reports that the page asks for are known', () => {
  const wanted = commands.flatMap((words) => words.filter((_, index) => words[index - 1] === '--report'));
  expect(wanted.map(parseDiffReport).map(({ format }) => format)).toEqual(['text', 'github', 'junit']);
});
