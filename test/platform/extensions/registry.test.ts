import { describe, expect, test } from 'vitest';
import { EXTENSIONS, type ProviderServices } from '../../../src/platform/extensions/registry.js';
import { complete } from './harness.js';

const services = {
  epr: { is: 'epr' },
  ecr: { is: 'ecr' },
  otao: { is: 'otao' },
} as unknown as ProviderServices;

/** Every member of an object schema, and of those within it, by path. */
function members(schema: object, path = ''): [string, { default?: unknown; description?: string }][] {
  const { properties = {} } = schema as { properties?: Record<string, object> };
  return Object.entries(properties).flatMap(([name, member]) => [
    [`${path}/${name}`, member],
    ...members(member, `${path}/${name}`),
  ]);
}

describe.each(Object.entries(EXTENSIONS))('the extension %s', (_name, { extension }) => {
  test('has settings that are closed and complete themselves from nothing', () => {
    const settings = complete<Record<string, unknown>>(extension.settings);
    expect(Object.keys(settings)).toEqual(members(extension.settings).map(([path]) => path.slice(1)));
    expect(() => complete(extension.settings, { unheardOf: 1 } as object)).toThrow();
  });

  test('has schemas for applications and versions that accept nothing and refuse unknown keys', () => {
    for (const schema of [extension.applicationConfig, extension.versionConfig]) {
      expect(() => complete(schema)).not.toThrow();
      expect(() => complete(schema, { unheardOf: 1 } as object)).toThrow();
    }
  });

  test('describes every member of its schemas', () => {
    for (const schema of [extension.settings, extension.applicationConfig, extension.versionConfig]) {
      for (const [path, { description }] of members(schema)) expect(description, path).toMatch(/\w.*\.$/);
    }
  });
});

describe('providers', () => {
  const providerOf = (service: string, settings: object) => {
    const entry = EXTENSIONS[service];
    return entry?.provider(services, complete(entry.extension.settings, settings));
  };

  test('an instance of cmx asks the register that its settings name', () => {
    expect(providerOf('cmx', {})).toBe(services.ecr);
    expect(providerOf('cmx', { provider: 'otao' })).toBe(services.otao);
  });

  test('dcx and epmx ask the endpoint register', () => {
    expect(providerOf('dcx', {})).toBe(services.epr);
    expect(providerOf('epmx', {})).toBe(services.epr);
  });
});
