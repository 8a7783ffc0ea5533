/**
 * The services of Kaa by REST: shapes in, shapes out, and how an endpoint is found by what a person types.
 */
import fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KaaError } from '../../src/errors.js';
import { changeToken } from '../../src/operator/cm.js';
import { configurationOf, putConfiguration } from '../../src/operator/ecr.js';
import { createEndpoint, metadataPatch, patchMetadata } from '../../src/operator/epr.js';
import { dataPoints, flatten, lastPoints } from '../../src/operator/epts.js';
import { serverSentData } from '../../src/operator/events.js';
import { findEndpoint, findTokenHolder } from '../../src/operator/resolve.js';
import { tailPoints } from '../../src/operator/tail.js';
import { whichApplication } from '../../src/operator/tekton.js';
import { FakeRest } from './fake-rest.js';

let fake: FakeRest;
beforeAll(async () => {
  fake = await FakeRest.open();
});
afterAll(() => fake.close());
beforeEach(() => fake.reset());

const POINTS = { e1: { 'auto~t': [{ timestamp: '2024-05-01T00:00:00.000Z', values: { value: 1 } }] } };
const FLAT = [
  { endpointId: 'e1', timeSeries: 'auto~t', timestamp: '2024-05-01T00:00:00.000Z', values: { value: 1 } },
];

describe('EPR', () => {
  it('[7/7.1] a new endpoint: the version as an object, the rest beside it', async () => {
    fake.on('POST /epr/api/v1/endpoints', { status: 201, body: { token: 't', endpointId: 'e' } });
    await createEndpoint(fake.rest(), { appVersionName: 'demo-v1', endpointToken: 't', metadata: { a: 1 } });
    expect(fake.asked[0]?.body).toEqual({
      appVersion: { name: 'demo-v1' },
      endpointToken: 't',
      metadata: { a: 1 },
    });
  });

  it('[7/7.1] metadata change as JSON Patch, on the state that was seen', async () => {
    fake.on('PATCH /epr/api/v1/endpoints/e/metadata', { body: {} });
    const operations = metadataPatch({}, { a: 1 }, []);
    await patchMetadata(fake.rest(), 'e', { operations, etag: '"5"' });
    const [asked] = fake.asked;
    expect(asked?.headers).toMatchObject({
      'content-type': 'application/json-patch+json',
      'if-match': '"5"',
    });
    expect(asked?.body).toEqual([{ op: 'add', path: '/a', value: 1 }]);
  });

  it('a patch sets and deletes what it is told to, whatever the keys are called', () => {
    const key = fc.stringMatching(/^[a-z/~0-9]{1,4}$/);
    // REST refuses members of that name, wherever they are.
    const value = fc.jsonValue().filter((json) => !JSON.stringify(json).includes('__proto__'));
    const document = fc.dictionary(key, value, { noNullPrototype: true });
    fc.assert(
      fc.property(document, document, fc.array(key), (before, set, remove) => {
        const after = structuredClone(before);
        const failures = applyPatch(after, metadataPatch(before, set, remove) as never);
        expect(failures.filter((failure) => failure !== null)).toEqual([]);
        const kept = Object.entries(before).filter(([name]) => !remove.includes(name));
        expect(after).toEqual({ ...Object.fromEntries(kept), ...set });
      }),
    );
  });
});

describe('ECR', () => {
  it('[7/7.3] a configuration is sent raw and comes back as the text of its JSON', async () => {
    const where = '/ecr/api/v1/endpoints/e/app-versions/demo-v1';
    fake.on(`PUT ${where}`, { body: { configId: 'c', config: '{"a":[1]}' } });
    const which = { appVersionName: 'demo-v1', endpointId: 'e', name: 'network' };
    expect(await putConfiguration(fake.rest(), which, { a: [1] })).toEqual({
      configId: 'c',
      config: { a: [1] },
    });
    expect(fake.asked[0]?.body).toEqual({ a: [1] });
    expect(fake.asked[0]?.query.get('name')).toBe('network');
  });

  it('none was assigned: undefined', async () => {
    expect(await configurationOf(fake.rest(), { appVersionName: 'demo-v1' })).toBeUndefined();
    expect(fake.lines).toEqual(['GET /ecr/api/v1/app-versions/demo-v1']);
  });
});

describe('EPTS', () => {
  it.each([
    ['object', POINTS],
    ['list', [POINTS]],
    ['a list of several', [POINTS, {}]],
  ])('[7/6.5] the shape of answers is %s', (_shape, body) => {
    expect(flatten(body)).toEqual(FLAT);
  });

  it('[7/6.5] "endpointIDs" in the body of last, "endpointId" in the query of data', async () => {
    fake
      .on('POST /epts/api/v1/applications/demo/time-series/last', { body: POINTS })
      .on('GET /epts/api/v1/applications/demo/time-series/data', { body: [POINTS] });
    const query = { applicationName: 'demo', timeSeries: ['auto~t'], endpointIds: ['e1', 'e2'] };
    expect(await lastPoints(fake.rest(), query)).toEqual(FLAT);
    expect(await dataPoints(fake.rest(), { ...query, from: 'F', to: 'T' })).toEqual(FLAT);
    const [last, data] = fake.asked;
    expect(last?.body).toEqual({ timeSeriesNames: ['auto~t'], endpointIDs: ['e1', 'e2'] });
    expect(data?.query.toString()).toBe(
      'timeSeriesName=auto%7Et&endpointId=e1&endpointId=e2&fromDate=F&toDate=T&includeTime=both',
    );
  });
});

describe('finding an endpoint by what a person types', () => {
  const endpoint = (endpointId: string) => ({ body: { endpointId, appVersion: { name: 'demo-v1' } } });
  const token = (endpointId: string, applicationName: string) => ({
    body: { endpointId, applicationName, endpointTokenId: 'x', status: 'Active' },
  });
  const applications = (...names: string[]) => ({ body: names.map((name) => ({ name, versions: [] })) });
  const tekton = 'GET /tekton/api/v1/applications';

  it('a token comes before an ID of the same text', async () => {
    fake
      .on(tekton, applications('other', 'demo'))
      .on('GET /cm/api/v1/applications/demo/tokens/abc', token('e1', 'demo'))
      .on('GET /epr/api/v1/endpoints/e1', endpoint('e1'))
      .on('GET /epr/api/v1/endpoints/abc', endpoint('abc'));
    expect(await findEndpoint(fake.rest(), 'abc')).toMatchObject({ endpointId: 'e1' });
  });

  it('an ID works on a Kaa that does not tell whose tokens are', async () => {
    fake.on('GET /epr/api/v1/endpoints/abc', endpoint('abc'));
    for (const status of [404, 405, 403]) {
      fake.on(tekton, { status });
      expect(await findEndpoint(fake.rest(), 'abc')).toMatchObject({ endpointId: 'abc' });
      fake.on(tekton, applications('demo')).on('GET /cm/api/v1/applications/demo/tokens/abc', { status });
      expect(await findEndpoint(fake.rest(), 'abc')).toMatchObject({ endpointId: 'abc' });
    }
  });

  it('a Kaa that fails is not one that does not tell', async () => {
    const rest = fake.rest({ url: 'http://127.0.0.1:1' });
    await expect(findEndpoint(rest, 'abc')).rejects.toMatchObject({ code: 'REST_UNREACHABLE' });
  });

  it('a token of several applications: which one? The application decides', async () => {
    fake
      .on(tekton, applications('a', 'b'))
      .on('GET /cm/api/v1/applications/a/tokens/abc', token('e1', 'a'))
      .on('GET /cm/api/v1/applications/b/tokens/abc', token('e2', 'b'))
      .on('GET /epr/api/v1/endpoints/e2', endpoint('e2'));
    await expect(findEndpoint(fake.rest(), 'abc')).rejects.toThrow(
      'Which application? Several have the token "abc": a, b.',
    );
    expect(await findEndpoint(fake.rest(), 'abc', 'b')).toMatchObject({ endpointId: 'e2' });
  });

  it('neither: says so; for a token alone an ID does not do', async () => {
    fake.on(tekton, applications('a'));
    await expect(findEndpoint(fake.rest(), 'abc')).rejects.toThrow(/ID or the token "abc"/);
    fake.on('GET /epr/api/v1/endpoints/abc', endpoint('abc'));
    await expect(findTokenHolder(fake.rest(), 'abc')).rejects.toMatchObject({ code: 'ENDPOINT_NOT_FOUND' });
  });

  it('a token is suspended by its ID', async () => {
    fake.on('PUT /cm/api/v1/endpoints/e1/tokens/x/status', { body: {} });
    await changeToken(fake.rest(), { endpointId: 'e1', endpointTokenId: 'x', status: 'Active' }, 'suspend');
    expect(fake.asked[0]?.body).toEqual({ status: 'Suspended' });
  });

  it.each([
    ['Inactive', 'suspend', /let it connect first, or revoke/],
    ['Inactive', 'reactivate', /may be used without any change/],
    ['Revoked', 'reactivate', /for good; issue another token: kaa token issue e1/],
    ['Revoked', 'revoke', /as you want it already/],
    ['Suspended', 'suspend', /as you want it already/],
    ['Strange', 'suspend', /kaa token list e1/],
  ] as const)('a token that is %s: what to do when Kaa does not %s it', async (status, change, remedy) => {
    const message = `a token that is ${status} cannot`;
    fake.on('PUT /cm/api/v1/endpoints/e1/tokens/x/status', { status: 409, body: { message } });
    const found = { endpointId: 'e1', endpointTokenId: 'x', status };
    const refused = changeToken(fake.rest(), found, change);
    await expect(refused).rejects.toMatchObject({ code: 'TOKEN_CHANGE_REFUSED', details: { status: 409 } });
    await expect(refused).rejects.toThrow(message);
    const error = await refused.catch((thrown: KaaError) => thrown);
    expect(error?.next).toEqual([expect.stringMatching(remedy)]);
  });
});

describe('which application', () => {
  const applications = (...names: string[]) => names.map((name) => ({ name, versions: [`${name}-v1`] }));
  const where = 'GET /tekton/api/v1/applications';

  it('the one named is not looked up; else that of the version; else the only one', async () => {
    expect(await whichApplication(fake.rest(), 'named')).toBe('named');
    expect(fake.asked).toEqual([]);
    fake.on(where, { body: applications('a', 'b') });
    expect(await whichApplication(fake.rest(), undefined, 'b-v1')).toBe('b');
    fake.on(where, { body: { content: applications('a') } });
    expect(await whichApplication(fake.rest(), undefined)).toBe('a');
  });

  it('not clear: lists them', async () => {
    fake.on(where, { body: applications('a', 'b') });
    await expect(whichApplication(fake.rest(), undefined)).rejects.toThrow('There are several: a, b.');
    await expect(whichApplication(fake.rest(), undefined, 'c-v1')).rejects.toThrow('a, b.');
  });
});

describe('events', () => {
  async function* pieces(text: string, size: number) {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const all = async (text: string, size: number) => {
    const found: string[] = [];
    for await (const data of serverSentData(pieces(text, size))) found.push(data);
    return found;
  };

  it('server-sent events are the same however the text is cut', async () => {
    const text = ': hello\n\nid: 1\nevent: x\ndata: {"a":1}\n\ndata:b\ndata: c\r\n\r\n:\n\ndata: unfinished';
    for (let size = 1; size <= text.length; size++) {
      expect(await all(text, size)).toEqual(['{"a":1}', 'b\nc']);
    }
  });

  it('tail: points after the last one that was there, each once, only of what is wanted', async () => {
    const at = (second: number, value: number) => ({
      timestamp: `2024-05-01T00:00:0${second}.000Z`,
      values: { value },
    });
    const event = (endpointId: string) =>
      `data: ${JSON.stringify({ seq: 1, at: 1, type: 'epts.data-points-received', endpointId, timeSeries: ['auto~t'] })}\n\n`;
    fake
      .on('POST /epts/api/v1/applications/demo/time-series/last', { body: { e1: { 'auto~t': [at(1, 1)] } } })
      .on('GET /epts/api/v1/applications/demo/time-series/data', {
        body: [{ e1: { 'auto~t': [at(1, 1), at(2, 2), at(3, 3)] } }],
      })
      .on('GET /kaa/events', (_asked, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(event('e2') + event('e1'));
        response.end(event('e1'));
      });
    const query = { applicationName: 'demo', timeSeries: [], endpointIds: ['e1'] };
    const values: unknown[] = [];
    for await (const points of tailPoints(fake.rest(), query, new AbortController().signal)) {
      values.push(...points.map((point) => point.values.value));
    }
    expect(values).toEqual([2, 3]);
    const data = fake.asked.find(({ path }) => path.endsWith('/data'));
    expect(data?.query.getAll('endpointId')).toEqual(['e1']);
    expect(data?.query.get('fromDate')).toBe('2024-05-01T00:00:01.000Z');
  });

  it('tail on a Kaa without events says so', async () => {
    fake.on('POST /epts/api/v1/applications/demo/time-series/last', { body: {} });
    const query = { applicationName: 'demo', timeSeries: [], endpointIds: [] };
    const tail = tailPoints(fake.rest(), query, new AbortController().signal);
    await expect(tail.next()).rejects.toThrow('GET /kaa/events');
  });
});
