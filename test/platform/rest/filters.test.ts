import { beforeEach, describe, expect, it } from 'vitest';
import type { PlatformEvent } from '../../../src/platform/esp/events.js';
import { NOW_TEXT, openRest, type RestBench } from './harness.js';

let rest: RestBench;
let raised: PlatformEvent[];
const FILTERS = '/epr/api/v1/applications/demo/filters';

beforeEach(async () => {
  rest = await openRest();
  raised = [];
  rest.platform.events.listenToAll((event) => raised.push(event));
});

const create = async (mongoQuery: unknown, name = 'f') => rest.call('POST', FILTERS, { name, mongoQuery });
const typesOf = () => raised.map(({ type }) => type).filter((type) => type.startsWith('filter-'));

async function matched(mongoQuery: unknown): Promise<string[]> {
  const { body } = await create(mongoQuery, JSON.stringify(mongoQuery).slice(0, 200));
  await rest.clock.advance(1);
  return [...(rest.platform.services.filters.find(body.id)?.matched ?? [])];
}

describe('endpoint filters (reference 7.1)', () => {
  it('are pending until all endpoints have been looked at, then active with their count [18/EFE]', async () => {
    const { status, body, headers } = await create({ 'metadata.name': 'Alpha' });
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        ...{
          id: body.id,
          name: 'f',
          description: '',
          mongoQuery: { 'metadata.name': 'Alpha' },
          status: 'pending',
        },
        ...{ matchedEndpointsCount: 0, createdDate: NOW_TEXT, updatedDate: NOW_TEXT },
      },
    });
    await rest.clock.advance(1);
    const shown = await rest.call('GET', headers.location as string);
    expect(shown.body).toMatchObject({ status: 'active', matchedEndpointsCount: 1 });
    expect(typesOf()).toEqual(['filter-pending', 'filter-activated']);
    const { body: page } = await rest.call('GET', `${FILTERS}?name=f`);
    expect(page).toEqual({ content: [shown.body], totalElements: 1 });
    expect((await rest.call('GET', '/epr/api/v1/endpoints?include=filters')).body.content[0].filters).toEqual(
      [body.id],
    );
  });

  it('follow metadata, versions, new and deleted endpoints at once', async () => {
    const { body } = await create({ $or: [{ 'metadata.room': 7 }, { 'appVersion.name': 'demo-v2' }] });
    await rest.clock.advance(1);
    const count = () => rest.platform.services.filters.find(body.id)?.matched.size;
    expect(count()).toBe(1);
    await rest.call('PUT', `/epr/api/v1/endpoints/${rest.idOf('alpha')}/metadata/room`, '7');
    expect(count()).toBe(2);
    await rest.call('PUT', `/epr/api/v1/endpoints/${rest.idOf('gamma')}/app-version`, { name: 'demo-v1' });
    expect(count()).toBe(1);
    await rest.call('POST', '/epr/api/v1/endpoints', {
      appVersion: { name: 'demo-v2' },
      endpointToken: 'new',
    });
    expect(count()).toBe(2);
    await rest.call('DELETE', `/epr/api/v1/endpoints/${rest.idOf('new')}`);
    expect(count()).toBe(1);
    const changes = ['filter-matched', 'filter-unmatched', 'filter-matched'];
    expect(typesOf()).toEqual(['filter-pending', 'filter-activated', ...changes]);
  });

  it('concern their own application alone', async () => {
    expect(await matched({ endpointId: { $exists: true } })).not.toContain(rest.idOf('alpha', 'other'));
  });

  it.each([
    [{ 'metadata.name': 'Alpha' }, ['alpha']],
    [{ 'metadata.name': { $ne: 'Alpha' } }, ['beta', '12345', 'gamma']],
    [{ 'metadata.name': { $in: ['Alpha', 'Beta'] } }, ['alpha']],
    [{ 'metadata.name': { $regex: '^al', $options: 'i' } }, ['alpha']],
    [{ 'metadata.name': { $exists: false } }, ['beta', '12345', 'gamma']],
    [{ $and: [{ 'metadata.name': 'Alpha' }, { 'metadata.serial': { $not: { $eq: 'A-1' } } }] }, []],
    [{ $nor: [{ 'appVersion.name': 'demo-v1' }] }, ['gamma']],
    ['{"appVersion.name":"demo-v2"}', ['gamma']],
    [{}, ['alpha', 'beta', '12345', 'gamma']],
  ])('%j', async (query, tokens) => {
    expect(await matched(query)).toEqual(tokens.map((token) => rest.idOf(token)));
  });

  it.each([
    ['no object', [1], /a query is an object/],
    ['text that is no JSON', '{', /a query is an object/],
    ['code', { $where: 'true' }, /\$where is not known here/],
    ['code in a field', { 'metadata.a': { $where: 'true' } }, /\$where is not known here/],
    ['an unknown field', { name: 1 }, /"name" is no field/],
    ['an unknown operator', { 'metadata.a': { $near: 1 } }, /\$near is not known here/],
    ['a wrong operand', { 'metadata.a': { $in: 5 } }, /\$in takes a list/],
    ['a broken regular expression', { 'metadata.a': { $regex: '(' } }, /Invalid regular expression/],
    [
      'a regular expression that never ends',
      { 'metadata.re': { $regex: '^(a+)+$' } },
      /is refused, for it could/,
    ],
    ['one of alternatives', { 'metadata.re': { $not: { $regex: '(a|aa)+$' } } }, /is refused, for it could/],
    [
      'one deep inside',
      { 'metadata.l': { $elemMatch: { x: { $regex: '(a*)*b' } } } },
      /is refused, for it could/,
    ],
    ['a long one', { 'metadata.re': { $regex: 'a'.repeat(201) } }, /has 201 characters, and at most 200/],
    ['an empty $or', { $or: [] }, /\$or takes a list/],
  ])('%s: refused, 400', async (_, query, message) => {
    const answer = await create(query);
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringMatching(message) } });
    expect(rest.platform.services.filters.list('demo')).toEqual([]);
  });

  it('refuse a query that nests without end', async () => {
    let query: object = { 'metadata.a': 1 };
    for (let i = 0; i < 30; i++) query = { $and: [query] };
    expect((await create(query)).status).toBe(400);
  });

  it('PATCH with If-Match; another query makes it pending again; names are unique', async () => {
    const { headers, body } = await create({ 'metadata.name': 'Alpha' });
    await create({}, 'other');
    await rest.clock.advance(1);
    const url = `${FILTERS}/${body.id}`;
    const match = { 'if-match': headers.etag as string };
    const renamed = await rest.call('PATCH', url, { description: 'new' }, match);
    expect(renamed.body).toMatchObject({ description: 'new', status: 'active', matchedEndpointsCount: 1 });
    expect((await rest.call('PATCH', url, { name: 'x' }, match)).status).toBe(412);
    expect((await rest.call('DELETE', url, undefined, match)).status).toBe(412);
    expect((await rest.call('PATCH', url, { name: 'other' })).status).toBe(409);
    const changed = await rest.call('PATCH', url, { mongoQuery: {} });
    expect(changed.body.status).toBe('pending');
    await rest.clock.advance(1);
    expect((await rest.call('GET', url)).body).toMatchObject({ status: 'active', matchedEndpointsCount: 4 });
    expect((await create({}, 'other')).status).toBe(409);
  });

  it('DELETE, also while pending; a foreign application does not see it', async () => {
    const { body } = await create({});
    expect((await rest.call('GET', `/epr/api/v1/applications/other/filters/${body.id}`)).status).toBe(404);
    expect((await rest.call('DELETE', `${FILTERS}/${body.id}`)).status).toBe(204);
    await rest.clock.advance(1);
    expect(typesOf()).toEqual(['filter-pending', 'filter-deleted']);
    expect((await rest.call('GET', `${FILTERS}/${body.id}`)).status).toBe(404);
  });

  it('an endpoint that comes or changes while the filter is pending is not missed', async () => {
    const { epr } = rest.platform.services;
    const at = { applicationName: 'demo', appVersionName: 'demo-v1' };
    for (let i = 0; i < 2500; i++) epr.register({ ...at, name: `n${i}`, metadata: { a: i % 2 } });
    const { body } = await create({ 'metadata.a': 1 });
    epr.register({ ...at, name: 'late', metadata: { a: 1 } });
    await rest.clock.advance(1);
    expect(rest.platform.services.filters.find(body.id)?.matched.size).toBe(1251);
  });
});
