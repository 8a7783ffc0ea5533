/**
 * Changes to YAML files that leave the rest alone.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { entryAt, insertEntry, renameTexts, yamlText } from '../../../src/blueprint/scaffold/yaml-edit.js';

const NAME = fc.stringMatching(/^[a-z0-9_-]{1,6}$/);
const NASTY = fc.constantFrom(
  'null',
  'true',
  '007',
  '1e3',
  '0x1f',
  '0o17',
  '-',
  '--',
  '---',
  '_',
  '1e-3',
  'constructor',
);

describe('yamlText', () => {
  it('any name comes back as the text it is, as key and as value', () => {
    fc.assert(
      fc.property(fc.oneof(NAME, NASTY), (name) => {
        const text = yamlText(name);
        expect(parse(`${text}: ${text}`)).toEqual({ [name]: name });
        expect(parse(`- { ${text}: [${text}, b] }`)).toEqual([{ [name]: [name, 'b'] }]);
      }),
      { seed: 2 },
    );
  });

  it('quotes only what needs them', () => {
    expect(['kettle', 'a-1', 'on', '007', 'null'].map(yamlText)).toEqual([
      'kettle',
      'a-1',
      'on',
      '"007"',
      '"null"',
    ]);
  });
});

describe('renameTexts', () => {
  const TEXT = `# a comment about old
old: [ old,  "old" ]   # kept
deep:
  - { name: old, other: older }
  - 'old'
`;

  it('changes keys and values, and nothing else', () => {
    expect(renameTexts(TEXT, (value) => (value === 'old' ? 'null' : undefined))).toBe(`# a comment about old
"null": [ "null",  "null" ]   # kept
deep:
  - { name: "null", other: older }
  - "null"
`);
  });

  it('knows where it is', () => {
    const seen: string[] = [];
    renameTexts(TEXT, (value, path, isKey) => {
      seen.push(`${path.join('.')} ${isKey ? 'key' : value}`);
      return undefined;
    });
    expect(seen).toEqual([
      'old key',
      'old.0 old',
      'old.1 old',
      'deep key',
      'deep.0.name key',
      'deep.0.name old',
      'deep.0.other key',
      'deep.0.other older',
      'deep.1 old',
    ]);
  });
});

describe('entryAt and insertEntry', () => {
  it('an entry moves with its comments, at the indentation of its new place', () => {
    const source = 'a:\n    b:\n        c: 1 # one\n        # two\n        d:\n            - x\n    z: 1\n';
    const entry = entryAt(source, ['a', 'b']);
    expect(entry).toBe('b:\n    c: 1 # one\n    # two\n    d:\n        - x');
    expect(insertEntry('m:\n  n:\n    o: 1\n# end\np: 2\n', ['m', 'n'], entry ?? '')).toBe(
      'm:\n  n:\n    o: 1\n    b:\n        c: 1 # one\n        # two\n        d:\n            - x\n# end\np: 2\n',
    );
  });

  it.each([
    ['a map in braces', 'm: { n: { o: 1 } } # kept\n', ['m', 'n']],
    ['a map that is not there', 'p: 1 # kept\n', ['m', 'n']],
    ['an empty map', '# kept\nm:\n  n:\n', ['m', 'n']],
    ['a file without a last line break', '# kept\nm:\n  n:\n    o: 1', ['m', 'n']],
    ['a file with nothing', '# kept\n', ['m', 'n']],
  ])('%s takes an entry too, and comments stay', (_title, text, path) => {
    const result = insertEntry(text, path, 'b:\n  c: [1, 2]');
    expect(parse(result).m.n.b).toEqual({ c: [1, 2] });
    expect(result).toContain('# kept');
  });

  it('whatever is inserted can be taken out again', () => {
    const data = fc.dictionary(NAME, fc.oneof(fc.integer(), fc.array(NAME), fc.dictionary(NAME, NAME)), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(
        data,
        fc.constantFrom('m:\n  n:\n    o: 1\n', 'm:\n  n: {}\n', 'm: { n: { o: 1 } }\n', ''),
        (value, text) => {
          const entry = `"new key":\n${JSON.stringify(value, null, 1).replace(/^/gm, '  ')}`;
          const result = insertEntry(text, ['m', 'n'], entry);
          expect(parse(result).m.n['new key']).toEqual(value);
          const taken = entryAt(result, ['m', 'n', 'new key']);
          expect(parse(taken ?? '')).toEqual({ 'new key': value });
        },
      ),
      { seed: 4 },
    );
  });
});
