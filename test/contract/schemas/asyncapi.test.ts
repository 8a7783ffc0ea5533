// biome-ignore-all lint/suspicious/noExplicitAny: JSON that the test looks into by hand
/**
 * Goal: the exported document is AsyncAPI 3.0 and tells the version's topics. Method: it is held against the official JSON Schema of
 * AsyncAPI 3.0.0; every reference leads somewhere; topics and payloads are those of 1/KP.
 */
import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { asyncapiDocument } from '../../../src/contract/schemas/asyncapi/document.js';
import { exportAsyncapi } from '../../../src/facade/contract-schemas/asyncapi.js';
import { parseRequestTopic } from '../../../src/kp1/topic.js';
import { ROOT } from '../../helpers/sources.js';

const schema = (specs as unknown as { schemas: Record<string, object> }).schemas['3.0.0'] as { $id: string };
const ajv = new Ajv({ strict: false, validateFormats: false, meta: false, validateSchema: false });
const isAsyncapi = ajv.compile(schema);

const documents = await Promise.all(
  ['smart-building-v1', 'smart-building-meters-v1'].map((appVersion) =>
    exportAsyncapi({ blueprint: `${ROOT}templates/smart-building`, appVersion }),
  ),
);

test.each(documents.map((document) => [(document.info as { title: string }).title, document] as const))(
  '%s is AsyncAPI 3.0',
  (_title, document) => {
    expect(isAsyncapi(document), JSON.stringify(isAsyncapi.errors?.slice(0, 3))).toBe(true);
    expect(lostReferences(document)).toEqual([]);
  },
);

const [thermostats] = documents as [any, any];

test('channels are the topics of 1/KP, with their parameters', () => {
  const { address, parameters } = thermostats.channels['dcx-data-samples'];
  expect(address).toBe('kp1/smart-building-v1/dcx/{token}/json/{requestId}');
  expect(Object.keys(parameters)).toEqual(['token', 'requestId']);
  const filled = address.replace('{token}', 't').replace('{requestId}', '7');
  expect(parseRequestTopic(filled)).toMatchObject({ resourcePath: '/json', requestId: '7' });
  expect(thermostats.channels['cex-command-set-setpoint-push'].address).toBe(
    'kp1/smart-building-v1/cex/{token}/command/set-setpoint/status',
  );
});

test('an operation says what it is answered, well or badly; pushes are received', () => {
  expect(thermostats.operations['send-dcx-data-samples'].reply.messages).toHaveLength(2);
  expect(thermostats.operations['receive-cmx-configuration'].action).toBe('receive');
  expect(Object.keys(thermostats.servers)).toEqual(['local', 'cloud']);
});

test('extension instances that the version may not use are left out', () => {
  const base = { appVersion: 'a-v1', schemas: {}, commands: [], servers: {} };
  expect(Object.keys(asyncapiDocument({ ...base, instances: { mine: 'dcx' } }).channels as object)).toEqual([
    'mine-data-samples',
    'mine-data-samples-answer',
  ]);
});

test('2020-12 is said in the words of draft-07, references lead to their new place, and what is lost is named', () => {
  const dataSample = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $defs: { point: { type: 'array', prefixItems: [{ type: 'number' }], items: false } },
    type: 'object',
    properties: { at: { $ref: '#/$defs/point' }, self: { $ref: '#' }, $ref: { const: { $schema: 'data' } } },
    dependentRequired: { at: ['self'] },
    unevaluatedProperties: false,
  };
  const document: any = asyncapiDocument({
    appVersion: 'a-v1',
    instances: { dcx: 'dcx' },
    schemas: { 'data-sample': dataSample },
    commands: [],
    servers: {},
  });
  expect(document.components.schemas['data-sample']).toEqual({
    $defs: { point: { type: 'array', items: [{ type: 'number' }], additionalItems: false } },
    type: 'object',
    properties: {
      at: { $ref: '#/components/schemas/data-sample/$defs/point' },
      self: { $ref: '#/components/schemas/data-sample' },
      $ref: { const: { $schema: 'data' } },
    },
    dependencies: { at: ['self'] },
    'x-kaa-not-expressed': ['unevaluatedProperties'],
  });
  expect(isAsyncapi(document)).toBe(true);
});

function lostReferences(document: unknown): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { $ref } = node as { $ref?: unknown };
    if (typeof $ref === 'string') {
      const target = $ref
        .slice(2)
        .split('/')
        .reduce<any>((at, step) => at?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document);
      if (target === undefined) found.push($ref);
    }
    Object.values(node).forEach(visit);
  };
  visit(document);
  return found;
}
