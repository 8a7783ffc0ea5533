import { beforeEach, describe, expect, it } from 'vitest';
import { NOW, NOW_TEXT, openRest, type RestBench } from './harness.js';

let rest: RestBench;
const APP = '/epts/api/v1/applications/demo/time-series';
const PUT = '/epts/api/v1/app-versions/demo-v1/time-series/data';

const at = (ms: number) => new Date(NOW + ms).toISOString();
const point = (ms: number, value: unknown) => ({ timestamp: at(ms), values: { value } });

async function store(token: string, series: object): Promise<void> {
  const { status } = await rest.call('PUT', PUT, { [rest.idOf(token)]: series });
  expect(status).toBe(204);
}

async function open(settings = {}): Promise<void> {
  rest = await openRest(settings);
  await store('alpha', { t: [point(-3000, 1), point(-2000, 2), point(-1000, 3)], u: [point(-1000, 'x')] });
  await store('beta', { t: [point(-1500, null)] });
}

beforeEach(() => open());

describe('PUT /app-versions/{av}/time-series/data (reference 6.5)', () => {
  it('announces what it stores, as [14/TSTP] wants', async () => {
    await store('gamma', { t: [{ timestamp: NOW, values: { a: 1, b: true } }] });
    expect([...rest.journal.events()].at(-1)).toMatchObject({
      ...{ type: 'epts.data-points-received', endpointId: rest.idOf('gamma'), timeSeries: ['t'], count: 1 },
    });
    const { body } = await rest.call('GET', `${APP}/last?timeSeriesName=t&endpointId=${rest.idOf('gamma')}`);
    expect(body).toEqual({
      [rest.idOf('gamma')]: { t: [{ timestamp: NOW_TEXT, values: { a: 1, b: true } }] },
    });
  });

  it.each([
    ['an unknown endpoint', () => ({ nobody: { t: [point(0, 1)] } }), 404],
    [
      'an endpoint of another application',
      () => ({ [rest.idOf('alpha', 'other')]: { t: [point(0, 1)] } }),
      404,
    ],
    ['a reserved name', () => ({ [rest.idOf('alpha')]: { t: [point(0, 9)], time: [point(0, 1)] } }), 400],
    ['a name with a blank', () => ({ [rest.idOf('alpha')]: { 't 1': [point(0, 1)] } }), 400],
    [
      'a reserved value name',
      () => ({ [rest.idOf('alpha')]: { t: [{ timestamp: NOW, values: { _field: 1 } }] } }),
      400,
    ],
    ['no timestamp', () => ({ [rest.idOf('alpha')]: { t: [{ values: { value: 1 } }] } }), 400],
    ['no date', () => ({ [rest.idOf('alpha')]: { t: [{ timestamp: 'soon', values: { value: 1 } }] } }), 400],
    ['an object as value', () => ({ [rest.idOf('alpha')]: { t: [point(0, {})] } }), 400],
    ['no value', () => ({ [rest.idOf('alpha')]: { t: [{ timestamp: NOW, values: {} }] } }), 400],
  ])('%s: refused, and nothing is stored', async (_, body, status) => {
    expect((await rest.call('PUT', PUT, body())).status).toBe(status);
    const { body: last } = await rest.call(
      'GET',
      `${APP}/last?timeSeriesName=t&endpointId=${rest.idOf('alpha')}`,
    );
    expect(last[rest.idOf('alpha')].t).toEqual([point(-1000, 3)]);
  });
});

describe('last', () => {
  it('GET: an object by endpoint and time series, nulls included', async () => {
    const { body } = await rest.call('GET', `${APP}/last?timeSeriesName=t,u`);
    expect(body).toEqual({
      [rest.idOf('alpha')]: { t: [point(-1000, 3)], u: [point(-1000, 'x')] },
      [rest.idOf('beta')]: { t: [point(-1500, null)] },
    });
  });

  it.each([at(-2000), String(NOW - 2000), 'now-2s', '2026-01-01T11:59:58 0000'.replace('58', '58')])(
    'beforeDate %s',
    async (date) => {
      const query = `timeSeriesName=t&endpointId=${rest.idOf('alpha')}&beforeDate=${date.replace(' ', '%20')}`;
      const { body } = await rest.call('GET', `${APP}/last?${query}`);
      expect(body[rest.idOf('alpha')].t).toEqual([point(-2000, 2)]);
    },
  );

  it('POST: the same with endpointIDs, and pages of endpoints', async () => {
    const ids = [rest.idOf('alpha'), rest.idOf('beta')];
    const all = await rest.call('POST', `${APP}/last`, {});
    expect(Object.keys(all.body)).toEqual(ids);
    const one = await rest.call('POST', `${APP}/last`, { endpointIDs: ids, offset: 1, limit: 1 });
    expect(Object.keys(one.body)).toEqual([ids[1]]);
    const named = await rest.call('POST', `${APP}/last`, { timeSeriesNames: ['u'] });
    expect(named.body).toEqual({ [ids[0] as string]: { u: [point(-1000, 'x')] } });
  });

  it('lastShape: list (open question 27)', async () => {
    await open({ lastShape: 'list' });
    const { body } = await rest.call('GET', `${APP}/last?timeSeriesName=t`);
    expect(body).toEqual([
      { [rest.idOf('alpha')]: { t: [point(-1000, 3)] } },
      { [rest.idOf('beta')]: { t: [point(-1500, null)] } },
    ]);
  });
});

describe('data', () => {
  const data = async (query: string) =>
    rest.call('GET', `${APP}/data?timeSeriesName=t&endpointId=${rest.idOf('alpha')}&${query}`);
  const values = async (query: string) => {
    const { body } = await data(query);
    return (body[0]?.[rest.idOf('alpha')].t ?? []).map(
      (one: { values: { value: number } }) => one.values.value,
    );
  };

  it('is a list of objects, oldest first', async () => {
    const { body } = await data('fromDate=now-7d&toDate=now');
    expect(body).toEqual([
      { [rest.idOf('alpha')]: { t: [point(-3000, 1), point(-2000, 2), point(-1000, 3)] } },
    ]);
  });

  it.each([
    ['', [1, 2]],
    ['&includeTime=both', [1, 2]],
    ['&includeTime=from', [1]],
    ['&includeTime=to', [2]],
    ['&includeTime=none', []],
    ['&sort=DESC', [2, 1]],
  ])('from the first to the second point%s: %j', async (more, wanted) => {
    expect(await values(`fromDate=now-3s&toDate=now-2s${more}`)).toEqual(wanted);
  });

  it('dataShape: object', async () => {
    await open({ dataShape: 'object' });
    const { body } = await data('fromDate=now-2s&toDate=now');
    expect(body).toEqual({ [rest.idOf('alpha')]: { t: [point(-2000, 2), point(-1000, 3)] } });
  });

  it.each([
    ['timeSeriesName=t&fromDate=now', /missing "toDate"/],
    ['fromDate=now-1h&toDate=now', /missing "timeSeriesName"/],
    ['timeSeriesName=&fromDate=now-1h&toDate=now', /needs a timeSeriesName/],
    ['timeSeriesName=t&fromDate=yesterday&toDate=now', /fromDate is no date: "yesterday"/],
    ['timeSeriesName=t&fromDate=2026-02-30T00:00:00Z&toDate=now', /fromDate is no date/],
    ['timeSeriesName=t&fromDate=now&toDate=now-1h', /later than toDate/],
    ['timeSeriesName=t&fromDate=now-1h&toDate=now&includeTime=all', /includeTime/],
  ])('%s: 400', async (query, message) => {
    const answer = await rest.call('GET', `${APP}/data?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringMatching(message) } });
  });

  it('an unknown application is 404, an unknown time series or endpoint has no data', async () => {
    expect(
      (await rest.call('GET', APP.replace('demo', 'nope').concat('/last?timeSeriesName=t'))).status,
    ).toBe(404);
    expect((await rest.call('GET', `${APP}/last?timeSeriesName=nope`)).body).toEqual({});
    expect((await rest.call('GET', `${APP}/last?timeSeriesName=t&endpointId=nobody`)).body).toEqual({});
  });
});

describe('config', () => {
  it('lists what is declared and what has data, by application', async () => {
    const { tekton } = rest.platform.services;
    const names = { place: { values: [{ path: 'lat', name: 'latitude', type: 'number' }] } };
    const of = { applicationName: 'demo', appVersionName: 'demo-v2' };
    tekton.configure('epts', of, { 'time-series': { names } });
    const { body } = await rest.call('GET', '/epts/api/v1/time-series/config');
    expect(body).toEqual({
      demo: [
        { name: 'place', values: ['latitude'] },
        { name: 't', values: ['value'] },
        { name: 'u', values: ['value'] },
      ],
      other: [],
    });
    const one = await rest.call('GET', '/epts/api/v1/time-series/config?applicationNames=other');
    expect(one.body).toEqual({ other: [] });
  });
});
