import { describe, expect, test } from 'vitest';
import type { KaaError } from '../../../src/errors.js';
import { asRead, buildDemo, captured, type Demo, stateOf } from './demo.js';

type Files = Record<string, string>;

/** Tries to take in changed files; the state must stay. */
async function refusal(change: (files: Files, demo: Demo) => Files): Promise<KaaError> {
  const demo = await buildDemo();
  const files = change(captured(demo), demo);
  demo.platform.setConfiguration({ appVersionName: 'demo-v2', config: 'set since' });
  const before = stateOf(demo);
  const error = await demo.platform.state.restore(asRead(files), 'state').then(
    () => undefined,
    (thrown: KaaError) => thrown,
  );
  expect(stateOf(demo)).toEqual(before);
  if (error === undefined) throw new Error('it was taken');
  return error;
}

const problemsOf = (error: KaaError) =>
  (error.details.problems as { file: string; path: string; message: string }[]).map(
    ({ file, path, message }) => `${file}  ${path}  ${message}`,
  );

/** Changes the JSON of one file. */
// biome-ignore lint/suspicious/noExplicitAny: tests change whatever there is
function withJson(files: Files, name: string, change: (value: any) => unknown): Files {
  const value = JSON.parse(files[name] as string);
  return { ...files, [name]: JSON.stringify(change(value) ?? value) };
}

const put = (object: Record<string, unknown>, member: string, value: unknown): void => {
  object[member] = value;
};

test('a newer format is refused before anything else is looked at', async () => {
  const error = await refusal((files) => ({
    ...withJson(files, 'snapshot.json', (header) => ({ ...header, format: 2, kaa: '9.1.0', more: true })),
    'endpoints.json': '?',
  }));
  expect(error.code).toBe('SNAPSHOT_NEWER');
  expect(error.message).toBe(
    'The snapshot in state has format 2, written by kaa 9.1.0; this kaa reads formats up to 1.',
  );
});

test('everything that is wrong is said at once, with file, place and nearest name', async () => {
  const error = await refusal((files) => {
    let changed = withJson(files, 'endpoints.json', (list) => {
      list[1].metdata = list[1].metadata;
      delete list[1].metadata;
    });
    changed = withJson(changed, 'credentials.json', () => ({
      basic: [
        {
          username: 'u',
          passwordDigest: 'plain',
          credentialsId: '',
          state: 'Active',
          createdDate: 0,
          updatedDate: 0,
        },
      ],
      x509: [],
    }));
    const { 'tokens.json': _, ...rest } = changed;
    return { ...rest, 'software.json': '{\n  "software": [,]\n}', 'time-series.ndjson': '{"a": 1\n' };
  });
  expect(error.code).toBe('SNAPSHOT_INVALID');
  const problems = problemsOf(error);
  expect(problems).toContain('endpoints.json  1.metdata  unknown key "metdata" (did you mean "metadata"?)');
  expect(problems).toContain('endpoints.json  1  missing "metadata"');
  expect(problems).toContain('tokens.json    the file is missing');
  expect(problems).toContain('software.json    not JSON at line 2, column 16: unexpected ","');
  expect(problems).toContain(
    'time-series.ndjson  line 1  not JSON at line 1, column 8: the text ends too early',
  );
  expect(problems.some((line) => line.startsWith('credentials.json  basic.0.passwordDigest'))).toBe(true);
  expect(error.message).toContain('  tokens.json  the file is missing');
});

test('applications and versions that the blueprint does not serve are named, all of them', async () => {
  const error = await refusal((files) =>
    withJson(files, 'endpoints.json', (list) => {
      list[0].appVersionName = 'demo-v9';
      list[4].applicationName = 'elsewhere';
    }),
  );
  expect(error.code).toBe('SNAPSHOT_FOREIGN');
  expect(error.message).toContain('the application elsewhere, the version demo-v9');
});

describe('what contradicts itself', () => {
  const CASES: readonly [string, (files: Files, demo: Demo) => Files, string][] = [
    [
      'a version of another application',
      (files) => withJson(files, 'endpoints.json', (list) => put(list[0], 'applicationName', 'other')),
      'the version demo-v1 belongs to the application demo, not to other',
    ],
    [
      'an endpoint twice',
      (files) => withJson(files, 'endpoints.json', (list) => [...list, list[0]]),
      'is there already, at 0',
    ],
    [
      'a token of an endpoint that is not there',
      (files) => withJson(files, 'tokens.json', (list) => put(list[0], 'endpointId', 'nobody')),
      'tokens.json  0.endpointId  there is no endpoint "nobody"',
    ],
    [
      'a token twice in an application',
      (files) => withJson(files, 'tokens.json', (list) => [...list, list[0]]),
      'the token "alpha" of "demo" is there already',
    ],
    [
      'a configuration of an endpoint that is not there',
      (files) =>
        withJson(files, 'configurations.json', (all) => put(all.configurations[1], 'endpointId', 'nobody')),
      'configurations.1.endpointId  there is no endpoint "nobody"',
    ],
    [
      'a command of an endpoint that is not there',
      (files) =>
        withJson(files, 'extension.cex.json', (all) => put(all.endpoints[0], 'endpointId', 'nobody')),
      'extension.cex.json  endpoints.0.endpointId  there is no endpoint "nobody"',
    ],
    [
      'a command in a state that there is not',
      (files) =>
        withJson(files, 'extension.cex.json', (all) =>
          put(all.endpoints[0].outstanding[0], 'status', 'LOST'),
        ),
      'extension.cex.json  endpoints.0.outstanding.0.status  must be "PENDING", "EXECUTED" or "EXPIRED"',
    ],
    [
      'an extension instance that is not there',
      (files) => ({ ...files, 'extension.cex-2.json': '{}' }),
      'extension.cex-2.json    the blueprint has no service instance "cex-2"',
    ],
    [
      'a column that is too short',
      (files, { idOf }) => ({
        ...files,
        'time-series.ndjson': `${JSON.stringify({
          applicationName: 'demo',
          endpointId: idOf('alpha'),
          timeSeries: 'a',
          dropped: 0,
          timestamps: [1, 2],
          values: { value: [1] },
        })}\n`,
      }),
      'time-series.ndjson  line 1  the value "value" has 1 entries for 2 timestamps',
    ],
    [
      'a filter whose query is none',
      (files) =>
        withJson(files, 'filters.json', () => [
          {
            filterId: 'f',
            applicationName: 'demo',
            name: 'f',
            description: '',
            mongoQuery: { $where: 'x' },
            createdAt: 0,
            updatedAt: 0,
          },
        ]),
      'filters.json  0.mongoQuery  $where is not known here',
    ],
    [
      'settings that the service does not have',
      (files) =>
        withJson(files, 'tekton.json', (all) => ({
          ...all,
          settings: [
            {
              serviceInstance: 'epmx',
              applicationName: 'demo',
              appVersionName: 'demo-v1',
              settings: { a: 1 },
            },
          ],
        })),
      'tekton.json  settings.0.settings.a  unknown key "a"',
    ],
  ];

  test.each(CASES)('%s', async (_what, change, message) => {
    const error = await refusal(change);
    expect(error.code).toBe('SNAPSHOT_INVALID');
    expect(problemsOf(error).join('\n')).toContain(message);
  });
});
