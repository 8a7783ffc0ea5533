/**
 * How failures are described: kinds to exit codes, the form of the text, and no stack trace unless asked for.
 */
import { string } from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import { boolean, custom, option } from '@oclif/core/flags';
import { describe, expect, it } from 'vitest';
import { describeFailure } from '../../src/commands/failure.js';
import { COLOURED, PLAIN } from '../../src/commands/render/style.js';
import { commandUnknown } from '../../src/commands/unknown-command.js';
import { KaaError, kaaError } from '../../src/errors.js';

const describePlain = (error: unknown, command?: string) => describeFailure(error, { style: PLAIN, command });

describe('describeFailure', () => {
  it('a failure of the user or of another program: exit 2, the message, then every step on its own line', () => {
    expect(describePlain(kaaError('BLUEPRINT_NOT_FOUND', { folder: '/x' }))).toEqual({
      exitCode: 2,
      text: [
        'Error: No blueprint.yaml in /x or in any folder above it.',
        '  → Run the command inside a blueprint, or name one with --blueprint.',
        '  → Make one: kaa init blueprint my-solution',
        '',
      ].join('\n'),
    });
    const dead = kaaError('TARGET_UNREACHABLE', { target: 'mqtt://x:1', reason: 'refused' });
    expect(describePlain(dead).exitCode).toBe(2);
  });

  it('takes away what the parser of oclif puts around a message', () => {
    const error = kaaError('FLAG_INVALID', { flag: 'seed', value: 'x', reason: 'not a number' });
    error.message = `Parsing --seed \n\t${error.message}\nSee more help with --help`;
    expect(describePlain(error).text.split('\n')[0]).toBe('Error: --seed x: not a number.');
  });

  it('anything else is a bug: exit 70, no stack trace, where to report it', () => {
    const { exitCode, text } = describePlain(new TypeError('x is not a function'));
    expect(exitCode).toBe(70);
    expect(text).toMatch(/^Error: This is a bug in kaa: x is not a function\n {2}→ Report it.*issue tracker/);
    expect(text).not.toContain('    at ');
  });

  it('KAA_DEBUG=1 adds the stack to a bug, and to nothing else', () => {
    const where = { style: PLAIN, stack: true };
    expect(describeFailure(new Error('x'), where).text).toContain('failure.test.ts');
    expect(describeFailure(kaaError('PORT_BUSY', { port: 1, host: 'h' }), where).text).not.toContain(
      '    at ',
    );
  });

  it('an error of the table whose kind is bug is a bug; so is what is no error at all', () => {
    class OurFault extends KaaError {
      override get kind() {
        return 'bug' as const;
      }
    }
    expect(describePlain(new OurFault('PORT_BUSY', 'x', [])).exitCode).toBe(70);
    expect(describePlain('just a text').exitCode).toBe(70);
    expect(describePlain(undefined).text).toContain('This is a bug in kaa: undefined');
  });

  it('colours the word and the arrows only', () => {
    const { text } = describeFailure(kaaError('COMMAND_UNKNOWN', { command: 'x', hint: '.' }), {
      style: COLOURED,
    });
    expect(text).toContain('\u001b[31m\u001b[1mError:\u001b[22m\u001b[39m There is no command "x".\n');
  });
});

describe('a command line that oclif refuses', () => {
  class Try extends Command {
    static override id = 'try';
    static override flags = {
      seed: custom<number>({ parse: async (text) => Number(text) })(),
      dry: boolean({ exclusive: ['seed'] }),
    };
    static override args = { what: string({ description: 'What to try.' }) };
    async run(): Promise<void> {
      await this.parse(Try);
    }
    protected override async catch(error: Error): Promise<void> {
      throw error;
    }
  }
  const refusal = (...argv: string[]) =>
    Try.run(argv, import.meta.url).then(
      () => undefined,
      (error: unknown) => error,
    );

  it('an unknown flag: the nearest known one, and the help of the command', async () => {
    expect(describePlain(await refusal('--sead', '4'), 'kaa try')).toEqual({
      exitCode: 2,
      text: 'Error: There is no flag --sead; did you mean --seed?\n  → See how it is used: kaa try --help\n',
    });
    expect(describePlain(await refusal('--whatever')).text).toMatch(
      /^Error: There is no flag --whatever\.\n/,
    );
  });

  class Strict extends Command {
    static override id = 'strict';
    static override flags = { must: option({ options: ['a', 'b'] as const, required: true })() };
    static override args = { what: string({ description: 'What to try.', required: true }) };
    async run(): Promise<void> {
      await this.parse(Strict);
    }
    protected override async catch(error: Error): Promise<void> {
      throw error;
    }
  }
  const strictly = (...argv: string[]) => Strict.run(argv, import.meta.url).catch((error: unknown) => error);

  it.each<[() => Promise<unknown>, string]>([
    [() => refusal('--seed'), 'The flag --seed needs a value.'],
    [() => refusal('a', 'b'), 'There is no argument for this: b'],
    [() => refusal('a', 'b'.repeat(100)), `There is no argument for this: ${'b'.repeat(60)}…`],
    [() => strictly('a'), 'The flag --must is missing.'],
    [() => strictly('--must', 'a'), 'Missing on the command line: what  What to try.'],
    [() => strictly('x', '--must', 'c'), 'Expected --must=c to be one of: a, b'],
  ])('in our words, case %#', async (refused, message) => {
    expect(describePlain(await refused()).text.split('\n  →')[0]).toBe(`Error: ${message}`);
  });

  it('flags that exclude each other: in our words', async () => {
    const { exitCode, text } = describePlain(await refusal('--dry', '--seed', '1'));
    expect(exitCode).toBe(2);
    expect(text).toMatch(/^Error: --dry does not go with --seed; leave one out\.\n {2}→ See how/);
  });
});

describe('commandUnknown', () => {
  const KNOWN = ['sim:run', 'init:blueprint', 'init:application', 'doctor'];

  it.each([
    ['sim:rnu:fleets', '"sim rnu"; did you mean "kaa sim run"?'],
    ['sum:run', '"sum run"; did you mean "kaa sim run"?'],
    ['init:blueprnt:my-solution', '"init blueprnt"; did you mean "kaa init blueprint"?'],
    ['docter:x', '"docter"; did you mean "kaa doctor"?'],
    ['simm', '"simm"; did you mean "kaa sim"?'],
    ['simm:frobnicate', '"simm"; did you mean "kaa sim"?'],
    ['sim:frobnicate', '"sim frobnicate".'],
    ['frobnicate:all:things', '"frobnicate all".'],
    ['run', '"run"; did you mean "kaa sim run"?'],
    ['application:x', '"application x"; did you mean "kaa init application"?'],
  ])('%s', (id, message) => {
    expect(commandUnknown(id, KNOWN).message).toBe(`There is no command ${message}`);
  });

  it('a known command with a word too many', () => {
    expect(commandUnknown('init:blueprint:a:b', KNOWN).message).toBe(
      'kaa init blueprint takes no argument "a".',
    );
  });

  it('says so without any command to compare with', () => {
    expect(commandUnknown('x', []).message).toBe('There is no command "x".');
  });
});
