import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RestSettings } from '../../../src/platform/rest/settings.js';
import { openRest, type RestBench } from './harness.js';

let rest: RestBench;

beforeEach(async () => {
  rest = await openRest();
});

afterEach(() => rest.app.close());

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1 by its own schema', async () => {
    const { body } = await rest.call('GET', '/kaa/openapi.json');
    const result = await new Validator().validate(body);
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(body.openapi).toBe('3.1.0');
  });

  it('has every route that answers: 405 lists the methods of a path, and they are those documented', async () => {
    const { body } = await rest.call('GET', '/kaa/openapi.json');
    for (const [path, operations] of Object.entries(body.paths)) {
      const url = path.replaceAll(/\{\w+\}/g, 'x');
      const { status, headers } = await rest.call('OPTIONS', url);
      expect(status, path).toBe(405);
      const allowed = (headers.allow ?? '')
        .toLowerCase()
        .split(', ')
        .filter((method) => method !== 'head');
      // A path with a name in it may also be that of another route, spelt out.
      for (const method of Object.keys(operations as object)) expect(allowed, path).toContain(method);
    }
    expect(Object.keys(body.paths).length).toBeGreaterThan(60);
  });

  it('leaves no route out', async () => {
    const { paths } = (await rest.call('GET', '/kaa/openapi.json')).body;
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const registered = rest.app.routes.map(
      ({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`,
    );
    expect(registered.filter((route) => !route.startsWith('HEAD ')).sort()).toEqual(documented.sort());
  });

  it('every operation has a tag, a summary and an answer', async () => {
    const { paths } = (await rest.call('GET', '/kaa/openapi.json')).body;
    for (const [path, operations] of Object.entries(paths)) {
      // biome-ignore lint/suspicious/noExplicitAny: a document
      for (const [method, operation] of Object.entries(operations as Record<string, any>)) {
        expect(operation.summary, `${method} ${path}`).toMatch(/^[A-Z]/);
        expect(operation.tags, `${method} ${path}`).toHaveLength(1);
        expect(
          Object.keys(operation.responses).filter((code) => code.startsWith('2')),
          path,
        ).not.toEqual([]);
      }
    }
  });
});

describe('docs/rest.md', () => {
  const page = readFileSync(new URL('../../../docs/rest.md', import.meta.url), 'utf8');

  it('has every call with its summary, and no other', async () => {
    const { paths } = (await rest.call('GET', '/kaa/openapi.json')).body;
    const rows = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations as Record<string, { summary: string }>).map(
        ([method, { summary }]) => `| \`${method.toUpperCase()} ${path}\` | ${summary} |`,
      ),
    );
    const written = page.split('\n').filter((line) => /^\| `[A-Z]+ \//.test(line));
    expect(written.sort()).toEqual(rows.sort());
  });

  it('has every setting with its default', () => {
    for (const [name, schema] of Object.entries(RestSettings.properties)) {
      const value = (schema as { default?: unknown }).default;
      const shown =
        typeof value === 'object' ? 'none' : typeof value === 'string' ? `\`${value}\`` : String(value);
      expect(page).toContain(`| \`${name}\` | ${shown} |`);
    }
  });
});

describe('what is not there, or not so', () => {
  it.each([
    ['GET', '/', 404],
    ['GET', '/epr/api/v1', 404],
    ['GET', '/epr/api/v2/endpoints', 404],
    ['GET', '/epr/api/v1/endpoints/%zz', 400],
    ['DELETE', '/epr/api/v1/endpoints', 405],
    ['POST', '/kaa/status', 405],
  ])('%s %s: %i with a message', async (method, url, status) => {
    const { status: answered, body } = await rest.call(method, url);
    expect(answered).toBe(status);
    expect(body).toEqual({ message: expect.any(String), status });
  });

  it('a slash at the end does not matter', async () => {
    expect((await rest.app.inject('/kaa/status/')).statusCode).toBe(200);
  });

  it('413 for a body above the limit', async () => {
    rest = await openRest({ bodyBytesMax: 100 });
    const body = { appVersion: { name: 'demo-v1' }, metadata: { text: 'x'.repeat(100) } };
    const answer = await rest.call('POST', '/epr/api/v1/endpoints', body);
    expect(answer).toMatchObject({ status: 413, body: { message: expect.stringContaining('bodyBytesMax') } });
  });

  it('415 for another media type', async () => {
    const url = '/epr/api/v1/endpoints';
    const answer = await rest.call('POST', url, 'appVersion=demo-v1', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(answer.status).toBe(415);
  });

  it('a bug of ours is 500, without a stack', async () => {
    rest.platform.services.epr.endpoints = () => {
      throw new TypeError('it broke');
    };
    const { status, body } = await rest.call('GET', '/epr/api/v1/endpoints');
    expect(status).toBe(500);
    expect(body.message).toContain('it broke');
    expect(JSON.stringify(body)).not.toMatch(/\\n|\.[jt]s:/);
  });

  it('bytes that are not UTF-8 are refused', async () => {
    const bytes = Buffer.from([0x22, 0xff, 0x22]);
    const answer = await rest.call('PUT', '/ecr/api/v1/app-versions/demo-v1', bytes);
    expect(answer).toMatchObject({ status: 400, body: { message: 'the body is not UTF-8' } });
  });

  it('a number that no double holds is refused, and not kept as null', async () => {
    const answer = await rest.call('PUT', '/ecr/api/v1/app-versions/demo-v1', '{"a":[{"b":1e400}]}');
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining('1.8e308') } });
    expect((await rest.call('PUT', '/ecr/api/v1/app-versions/demo-v1', '1.7e308')).status).toBe(200);
  });

  it('JSON that nests without end is refused, not fatal', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    const answer = await rest.call('PUT', '/ecr/api/v1/app-versions/demo-v1', deep);
    expect(answer).toMatchObject({ status: 400, body: { message: 'the body nests deeper than 200 levels' } });
    const text = JSON.stringify({ text: '[{'.repeat(1000), more: ['\\"['] });
    expect((await rest.call('PUT', '/ecr/api/v1/app-versions/demo-v1', text)).status).toBe(200);
  });
});

describe('auth (open question 33)', () => {
  const TOKENS = { kaa: ['mine', 'also-mine'], acme: ['theirs'] };
  const URL = '/epr/api/v1/endpoints';
  const get = (headers: Record<string, string>, url = URL) => rest.call('GET', url, undefined, headers);

  it('optional: what is not known is ignored', async () => {
    expect((await get({ authorization: 'Bearer whatever' })).status).toBe(200);
    expect((await get({ 'x-iamcore-api-key': 'whatever' })).status).toBe(200);
  });

  it('required: 401 without a token or with an unknown one', async () => {
    rest = await openRest({ auth: 'required', tokens: TOKENS });
    for (const headers of [
      {},
      { authorization: 'Bearer nope' },
      { authorization: 'Basic mine' },
      { authorization: 'Bearer ' },
    ]) {
      const answer = await get(headers as Record<string, string>);
      expect(answer).toMatchObject({ status: 401, body: { status: 401 } });
    }
    expect((await get({}, '/kaa/events')).status).toBe(401);
    expect((await get({ authorization: 'Bearer mine' })).status).toBe(200);
    expect((await get({ authorization: 'bearer also-mine' })).status).toBe(200);
  });

  it('the API key wins when both are sent', async () => {
    rest = await openRest({ auth: 'required', tokens: TOKENS });
    expect((await get({ authorization: 'Bearer mine', 'x-iamcore-api-key': 'nope' })).status).toBe(401);
    expect((await get({ authorization: 'Bearer nope', 'x-iamcore-api-key': 'mine' })).status).toBe(200);
  });

  it('another tenant sees nothing of this one, whatever the route', async () => {
    rest = await openRest({ auth: 'required', tokens: TOKENS });
    const theirs = { authorization: 'Bearer theirs' };
    expect((await get(theirs)).body).toEqual({ content: [], totalElements: 0 });
    expect((await get(theirs, '/tekton/api/v1/applications')).body).toEqual([]);
    const before = rest.journal.length;
    for (const { method, url } of rest.app.routes) {
      if (method === 'HEAD' || url === '/kaa/openapi.json' || url.startsWith('/bcx/api/v1/binary-data'))
        continue;
      const path = url
        .replace(':app', 'demo')
        .replace(':av', 'demo-v1')
        .replaceAll(/:\w+/g, rest.idOf('alpha'));
      const { statusCode, payload } = await rest.app.inject({
        method: method as 'GET',
        url: path,
        headers: theirs,
      });
      // What was asked for may be said again.
      for (const secret of [rest.idOf('alpha'), 'demo-v1', 'Alpha'].filter((name) => !path.includes(name)))
        expect(payload, `${method} ${url}`).not.toContain(secret);
      const isUpload = url.startsWith('/bcx/api/v1/files');
      expect(isUpload ? [403] : [200, 400, 404, 415], `${method} ${url}`).toContain(statusCode);
    }
    expect(rest.journal.length).toBe(before);
  });
});
