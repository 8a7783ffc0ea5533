/**
 * A small catalog of services for the tests of the blueprint room, which does not know the platform's.
 */
import Type from 'typebox';
import type { ServiceCatalog, ServiceDescription } from '../../src/blueprint/model.js';

const closed = { additionalProperties: false } as const;
const NOTHING = Type.Object({}, closed);

const service = (parts: Partial<ServiceDescription>): ServiceDescription => ({
  extension: false,
  settings: NOTHING,
  applicationConfig: NOTHING,
  versionConfig: NOTHING,
  ...parts,
});

const Connectivity = Type.Object(
  {
    'metadata-keys': Type.Optional(
      Type.Object({ state: Type.Optional(Type.String()), 'state-ts': Type.Optional(Type.String()) }, closed),
    ),
    'time-series': Type.Optional(Type.Object({ name: Type.String() }, closed)),
  },
  closed,
);

const TimeSeries = Type.Object(
  {
    'time-series': Type.Optional(
      Type.Object({
        'auto-extract': Type.Optional(Type.Boolean()),
        names: Type.Optional(Type.Unknown()),
        timestamp: Type.Optional(Type.Unknown()),
      }),
    ),
  },
  closed,
);

export const CATALOG: ServiceCatalog = {
  services: {
    kpc: service({
      settings: Type.Object(
        {
          pushQos: Type.Union([Type.Literal(0), Type.Literal(1)], {
            default: 1,
            description: 'QoS of pushes.',
          }),
          errors: Type.Union([Type.Literal('send'), Type.Literal('mute')], { default: 'send' }),
        },
        closed,
      ),
      versionConfig: Type.Object(
        { 'allowed-extension-instances': Type.Optional(Type.Array(Type.String())) },
        closed,
      ),
    }),
    dcx: service({ extension: true }),
    cex: service({ extension: true }),
    cmx: service({
      extension: true,
      settings: Type.Object({ provider: Type.String({ default: 'ecr' }) }, closed),
    }),
    epmx: service({
      extension: true,
      versionConfig: Type.Object(
        {
          'metadata-keys': Type.Optional(
            Type.Union([
              Type.Null(),
              Type.Record(
                Type.String({ pattern: '^[a-zA-Z0-9_]+$' }),
                Type.Object({ 'write-enabled': Type.Optional(Type.Boolean({ default: true })) }, closed),
                closed,
              ),
            ]),
          ),
        },
        closed,
      ),
    }),
    epts: service({ applicationConfig: TimeSeries, versionConfig: TimeSeries }),
    epl: service({ versionConfig: Type.Object({ connectivity: Type.Optional(Connectivity) }, closed) }),
  },
  defaultInstances: {
    kpc: { service: 'kpc' },
    dcx: { service: 'dcx' },
    epmx: { service: 'epmx' },
    cmx: { service: 'cmx' },
    cmx_ota: { service: 'cmx', settings: { provider: 'otao' } },
    cex: { service: 'cex' },
    epts: { service: 'epts' },
    epl: { service: 'epl' },
  },
};
