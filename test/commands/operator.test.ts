/**
 * The operator's commands from the command line to REST and back, against a small Kaa of the reference's shapes.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '@oclif/core/config';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BaseCommand } from '../../src/commands/base.js';
import CommandInvoke from '../../src/commands/command/invoke.js';
import ConfigSet from '../../src/commands/config/set.js';
import ConfigShow from '../../src/commands/config/show.js';
import ConfigStatus from '../../src/commands/config/status.js';
import DataLast from '../../src/commands/data/last.js';
import DataQuery from '../../src/commands/data/query.js';
import EndpointCreate from '../../src/commands/endpoint/create.js';
import EndpointDelete from '../../src/commands/endpoint/delete.js';
import EndpointList from '../../src/commands/endpoint/list.js';
import EndpointMetadata from '../../src/commands/endpoint/metadata.js';
import EndpointShow from '../../src/commands/endpoint/show.js';
import { thisHost } from '../../src/commands/host.js';
import PlatformStatus from '../../src/commands/platform/status.js';
import SoftwareAdd from '../../src/commands/software/add.js';
import SoftwareList from '../../src/commands/software/list.js';
import SoftwareRemove from '../../src/commands/software/remove.js';
import TokenIssue from '../../src/commands/token/issue.js';
import TokenList from '../../src/commands/token/list.js';
import TokenSuspend from '../../src/commands/token/suspend.js';
import { announce } from '../../src/facade/locator.js';
import { ROOT } from '../helpers/sources.js';
import { FakeRest } from '../operator/fake-rest.js';

let fake: FakeRest;
let config: Config;
const runtime = mkdtempSync(join(tmpdir(), 'kaa-runtime-'));
beforeAll(async () => {
  fake = await FakeRest.open();
  config = await Config.load(ROOT);
});
afterAll(async () => {
  await fake.close();
  rmSync(runtime, { recursive: true });
});
beforeEach(() => {
  fake.reset();
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
  vi.stubEnv('KAA_URL', fake.url);
  vi.stubEnv('NO_COLOR', '1');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

type CommandClass = new (argv: string[], config: Config) => BaseCommand;

/** Runs a command in this process; its exit code is noted and taken back. */
async function run(Command: CommandClass, ...argv: string[]) {
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += text;
      return true;
    });
  }
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    const command = new Command(argv, config);
    // What oclif logs goes to the console, which vitest keeps for itself.
    vi.spyOn(command, 'log').mockImplementation((text = '') => {
      if (!command.jsonEnabled()) written.stdout += `${text}\n`;
    });
    await (command as unknown as { _run(): Promise<unknown> })._run();
    return { ...written, exitCode: process.exitCode as number };
  } finally {
    process.exitCode = before;
    vi.restoreAllMocks();
  }
}

const EPR = '/epr/api/v1/endpoints';
const endpoint = (endpointId: string) => ({
  body: {
    endpointId,
    appVersion: { name: 'demo-v1' },
    createdDate: '2024-05-01T00:00:00Z',
    metadata: { a: 1 },
  },
});
const applications = { body: [{ name: 'demo', versions: [{ name: 'demo-v1' }] }] };
/** An endpoint e1 with the token abc, in the application demo. */
const withEndpoint = () =>
  fake
    .on('GET /tekton/api/v1/applications', applications)
    .on('GET /cm/api/v1/applications/demo/tokens/abc', {
      body: { endpointId: 'e1', endpointTokenId: 't1', applicationName: 'demo', status: 'Active' },
    })
    .on(`GET ${EPR}/e1`, endpoint('e1'));

describe('endpoints', () => {
  it('list: a page, with what is left out', async () => {
    fake.on(`GET ${EPR}`, { body: { content: [endpoint('e1').body], totalElements: 7 } });
    const { stdout, exitCode } = await run(EndpointList, '--limit', '1', '--app-version', 'demo-v1');
    expect(stdout).toMatch(/^ {2}e1 +demo-v1 +{"a":1}\n {2}1 of 7/m);
    expect(exitCode).toBe(0);
    expect(fake.asked[0]?.query.toString()).toBe('applicationVersionName=demo-v1&include=metadata&limit=1');
  });

  it('list: an offset behind the last is no empty Kaa', async () => {
    fake.on(`GET ${EPR}`, { body: { content: [], totalElements: 104 } });
    const { stdout } = await run(EndpointList, '--limit', '1', '--offset', '99999');
    expect(stdout).toBe('  none: --offset 99999 is behind the last; there are 104\n');
  });

  it('--json is what REST answered, on one line', async () => {
    const page = { content: [endpoint('e1').body], totalElements: 1 };
    fake.on(`GET ${EPR}`, { body: page });
    const { stdout } = await run(EndpointList, '--json');
    expect(JSON.parse(stdout)).toEqual(page);
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  it('create, show by token, delete', async () => {
    withEndpoint()
      .on(`POST ${EPR}`, { status: 201, body: { endpointId: 'e1', token: 'abc', status: 'Inactive' } })
      .on('GET /cm/api/v1/endpoints/e1/tokens', {
        body: {
          content: [{ endpointTokenId: 't1', status: 'Active', applicationName: 'demo' }],
          totalElements: 1,
        },
      })
      .on(`DELETE ${EPR}/e1`, { status: 204 });
    const created = await run(EndpointCreate, 'demo-v1', '--token', 'abc', '--metadata', '{"a": 1}');
    expect(created.stdout).toMatch(/Token +abc/);
    expect(fake.asked[0]?.body).toMatchObject({ endpointToken: 'abc', metadata: { a: 1 } });
    expect((await run(EndpointShow, 'abc')).stdout).toMatch(/Endpoint ID +e1.*t1 +Active +demo/s);
    expect((await run(TokenList, 'abc')).stdout).toContain('t1');
    expect((await run(EndpointDelete, 'abc')).stdout).toContain('e1 is unregistered');
    expect(fake.lines).toContain(`DELETE ${EPR}/e1`);
  });

  it('metadata: shown without a change; changed on the state that was seen', async () => {
    let metadata: object = { floor: 1, note: 'x' };
    withEndpoint()
      .on(`GET ${EPR}/e1/metadata`, () => ({ body: metadata, headers: { etag: '"1"' } }))
      .on(`PATCH ${EPR}/e1/metadata`, () => {
        metadata = { floor: 3 };
        return { status: 200 };
      });
    expect((await run(EndpointMetadata, 'abc')).stdout).toBe('  floor   1\n  note    x\n');
    expect(fake.lines.filter((line) => line.startsWith('PATCH'))).toEqual([]);
    expect((await run(EndpointMetadata, 'abc', 'floor=3', '--delete', 'note')).stdout).toBe('  floor   3\n');
    const patch = fake.asked.find(({ method }) => method === 'PATCH');
    expect(patch?.headers['if-match']).toBe('"1"');
    expect(patch?.body).toEqual([
      { op: 'remove', path: '/note' },
      { op: 'add', path: '/floor', value: 3 },
    ]);
  });
});

describe('tokens', () => {
  it('issue and suspend', async () => {
    withEndpoint()
      .on('POST /cm/api/v1/endpoints/e1/tokens', { status: 201, body: { token: 'new', status: 'Inactive' } })
      .on('PUT /cm/api/v1/endpoints/e1/tokens/t1/status', { body: {} });
    expect((await run(TokenIssue, 'e1')).stdout).toMatch(/Token +new/);
    expect(fake.asked.at(-1)?.body).toEqual({ applicationName: 'demo' });
    expect((await run(TokenSuspend, 'abc')).stdout).toContain('abc of endpoint e1 is suspended');
  });

  it('a state that does not allow it: what Kaa says, exit code 2', async () => {
    withEndpoint().on('PUT /cm/api/v1/endpoints/e1/tokens/t1/status', {
      status: 409,
      body: { message: 'a token that is Revoked cannot become Suspended' },
    });
    const { exitCode, stdout, stderr } = await run(TokenSuspend, 'abc');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /^Error: Kaa refuses: a token that is Revoked cannot become Suspended\.\n {2}→ .*kaa token list e1/,
    );
  });
});

describe('commands', () => {
  const where = '/cex/api/v1/endpoints/e1/commands/reboot';
  const ends = (status: string, statusCode: number | null) =>
    withEndpoint()
      .on(`POST ${where}`, { status: 200, headers: { location: `${where}/3` }, body: {} })
      .on(`GET ${where}/3`, { body: { commandId: 3, commandType: 'reboot', status, statusCode } });

  it.each([
    ['EXECUTED', 200, 0],
    ['EXECUTED', 409, 1],
    ['EXPIRED', null, 1],
  ])('%s with status code %j: exit code %i', async (status, statusCode, exitCode) => {
    ends(status, statusCode);
    expect(await run(CommandInvoke, 'reboot', '--endpoint', 'abc')).toMatchObject({ exitCode, stderr: '' });
  });

  it('--await and --ttl reach Kaa in its units; not to wait is no failure', async () => {
    ends('PENDING', null);
    const flags = ['--endpoint', 'e1', '--payload', '{"in": 5}', '--await', '0s', '--ttl', '1m'];
    expect((await run(CommandInvoke, 'reboot', ...flags)).exitCode).toBe(0);
    const sent = fake.asked.find(({ method }) => method === 'POST');
    expect(sent?.query.toString()).toBe('awaitTimeout=0&commandTtl=60000');
    expect(sent?.body).toEqual({ in: 5 });
  });

  it('a payload unlike its schema: sent all the same, and one line says so', async () => {
    ends('EXECUTED', 200);
    const message = 'payload.in must be integer';
    fake.on('POST /kaa/app-versions/demo-v1/commands/reboot/validate', { body: { valid: false, message } });
    const { exitCode, stderr } = await run(
      CommandInvoke,
      'reboot',
      '--endpoint',
      'abc',
      '--payload',
      '{"in":"x"}',
    );
    expect(exitCode).toBe(0);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(message)]);
    expect(fake.asked.at(-1)?.body).toEqual({ in: 'x' });
  });

  it('a payload that is not JSON is refused before anything is sent', async () => {
    const { exitCode, stderr } = await run(
      CommandInvoke,
      'reboot',
      '--endpoint',
      'e1',
      '--payload',
      '{in: 5}',
    );
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^Error: --payload: not JSON/);
    expect(fake.asked).toEqual([]);
  });
});

describe('configurations', () => {
  const own = '/ecr/api/v1/endpoints/e1/app-versions/demo-v1';
  const byDefault = '/ecr/api/v1/app-versions/demo-v1';

  it('set for an endpoint, under its present version; and the default of a version', async () => {
    withEndpoint()
      .on(`PUT ${own}`, { body: { configId: 'c1', config: '{}' } })
      .on(`PUT ${byDefault}`, { body: { configId: 'c2', config: '{}' } });
    expect((await run(ConfigSet, '--endpoint', 'abc', '{"a": 1}')).stdout).toContain('c1');
    expect((await run(ConfigSet, '--app-version', 'demo-v1', '[1]')).stdout).toContain('c2');
    expect(fake.asked.filter(({ method }) => method === 'PUT').map(({ body }) => body)).toEqual([
      { a: 1 },
      [1],
    ]);
  });

  it('unlike the schema of its version: set all the same, and one line says so', async () => {
    const message = 'configuration/a must be string';
    fake
      .on(`PUT ${byDefault}`, { body: { configId: 'c2', config: '{}' } })
      .on(`POST ${byDefault}/schemas/validate`, { body: { valid: false, message } });
    const set = () => run(ConfigSet, '--app-version', 'demo-v1', '{"a": 1}');
    const { exitCode, stdout, stderr } = await set();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('c2');
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(message)]);
    // Whoever may not ask is not told, and the configuration is set.
    fake.on(`POST ${byDefault}/schemas/validate`, { status: 403, body: { message: 'no' } });
    expect(await set()).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('show: the default applies where the endpoint has none of its own', async () => {
    withEndpoint().on(`GET ${byDefault}`, { body: { configId: 'c2', config: '{"a":1}' } });
    const shown = await run(ConfigShow, '--endpoint', 'abc', '--json');
    expect(JSON.parse(shown.stdout)).toEqual({ configId: 'c2', config: { a: 1 }, from: 'app-version' });
    fake.on(`GET ${own}`, { body: { configId: 'c1', config: '{"a":2}' } });
    expect((await run(ConfigShow, '--endpoint', 'abc')).stdout).toMatch(/c1.*"a": 2/s);
  });

  it('nobody named: says what to name', async () => {
    const { exitCode, stderr } = await run(ConfigSet, '{}');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--app-version');
  });

  it('status', async () => {
    const status = { configId: 'c1', endpointId: 'e1', appVersionName: 'demo-v1', status: 'FAILED' };
    withEndpoint().on('GET /ecr/api/v1/statuses', {
      body: { content: [{ ...status, confirmationStatusCode: 400, confirmationReasonPhrase: 'bad' }] },
    });
    expect((await run(ConfigStatus, '--endpoint', 'abc')).stdout).toMatch(/e1 +demo-v1 +c1 +FAILED +400 bad/);
    expect(fake.asked.at(-1)?.query.get('endpointId')).toBe('e1');
  });
});

describe('data', () => {
  const series = { e1: { 'auto~t': [{ timestamp: '2024-05-01T00:00:00.000Z', values: { value: 21.5 } }] } };
  const base = '/epts/api/v1/applications/demo/time-series';
  const withData = () =>
    withEndpoint()
      .on(`POST ${base}/last`, { body: series })
      .on('GET /epts/api/v1/time-series/config', { body: { demo: [{ name: 'auto~t', values: ['value'] }] } })
      .on(`GET ${base}/data`, { body: [series] });

  it('last', async () => {
    withData();
    expect((await run(DataLast, '--format', 'csv')).stdout).toContain('e1,auto~t,21.5');
  });

  it('query: every time series of the application when none is named', async () => {
    withData();
    const { stdout } = await run(
      DataQuery,
      '-E',
      'abc',
      '--from',
      '2024-05-01',
      '--to',
      '2024-05-02',
      '--plot',
    );
    expect(stdout).toContain('auto~t of e1  1 point, last 21.5');
    expect(Object.fromEntries(fake.asked.at(-1)?.query ?? [])).toMatchObject({
      timeSeriesName: 'auto~t',
      endpointId: 'e1',
      fromDate: '2024-05-01T00:00:00.000Z',
      toDate: '2024-05-02T00:00:00.000Z',
    });
  });

  it('a span that ends before it begins; a plot of nothing', async () => {
    withData().on(`GET ${base}/data`, { body: [] });
    const wrong = await run(DataQuery, '--from', 'now', '--to', 'now-1h');
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('after the end') });
    const nothing = await run(DataQuery, '--plot');
    expect(nothing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no data points') });
  });
});

it('software: list, add, remove in the only application', async () => {
  const where = '/otao/api/v1/applications/demo/software';
  withEndpoint()
    .on(`GET ${where}`, { body: [{ version: '1.0.0', specification: { link: 'x' }, upgradableFrom: null }] })
    .on(`POST ${where}`, { status: 201 })
    .on(`DELETE ${where}/1.1.0`, { status: 204 });
  expect((await run(SoftwareList)).stdout).toMatch(/1\.0\.0 +every lower version +{"link":"x"}/);
  expect((await run(SoftwareAdd, '1.1.0', '--upgradable-from', '1.0.0')).exitCode).toBe(0);
  expect(fake.asked.at(-1)?.body).toEqual({ version: '1.1.0', specification: {}, upgradableFrom: ['1.0.0'] });
  expect((await run(SoftwareRemove, '1.1.0')).stdout).toContain('demo no longer offers 1.1.0');
});

describe('which Kaa', () => {
  it('nothing runs and no URL: how to start one', async () => {
    vi.stubEnv('KAA_URL', undefined);
    const { exitCode, stderr } = await run(EndpointList);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^Error: No local Kaa is running\.\n.*kaa platform start\n.*--blueprint DIR\n.*--url/,
    );
    const status = await run(PlatformStatus, '--json');
    expect(status).toMatchObject({ exitCode: 1, stdout: '{"running":[]}\n' });
  });

  it('status of one blueprint, where several run', async () => {
    vi.stubEnv('KAA_URL', undefined);
    const [one, other, third] = ['smart-building', 'fleet-tracking', 'none'].map((name) =>
      join(runtime, name),
    );
    for (const folder of [one, other, third] as string[]) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'blueprint.yaml'), '');
    }
    const announced = await Promise.all(
      [one, other].map((folder = '', index) =>
        announce(
          { ...thisHost(), folder: join(runtime, 'kaa') },
          { blueprint: { name: 'b', folder }, mqtt: `mqtt://127.0.0.1:${index + 1}`, rest: fake.url },
          index,
        ),
      ),
    );
    const folders = async (...flags: string[]) =>
      JSON.parse((await run(PlatformStatus, ...flags, '--json')).stdout).running.map(
        ({ blueprint }: { blueprint: { folder: string } }) => blueprint.folder,
      );
    expect(await folders()).toEqual([other, one]);
    expect(await folders('--blueprint', one as string)).toEqual([one]);
    expect(await run(PlatformStatus, '--blueprint', third as string)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining(`No local Kaa of ${third} is running.`),
    });
    await Promise.all(announced.map((platform) => platform.remove()));
  });

  it('not on this machine: only with --allow-remote', async () => {
    const { exitCode, stderr } = await run(EndpointList, '--url', 'https://cloud.example.com');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/cloud\.example\.com is not on this machine\.\n.*--allow-remote/);
  });

  it('status by URL, of a Kaa that tells and of one that does not', async () => {
    fake.on('GET /kaa/status', { status: 404 });
    expect(await run(PlatformStatus)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(
        new RegExp(`${fake.url}[^]*Not told +what is there is no local platform`),
      ),
    });
  });

  it('status of a Kaa that wants a token: says so, and which flag helps', async () => {
    fake.on('GET /kaa/status', { status: 401, body: { message: 'a token is needed', status: 401 } });
    const { stdout, exitCode } = await run(PlatformStatus);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Not told .*a token is needed.*--api-token/);
    const { running } = JSON.parse((await run(PlatformStatus, '--json')).stdout);
    expect(running).toEqual([
      { addresses: { rest: fake.url }, status: null, untold: expect.stringContaining('a token is needed') },
    ]);
  });
});
