/**
 * The pokes there are. Each goes the way of the command whose line it shows.
 */
import { invokeCommand } from '../../../operator/cex.js';
import { changeToken } from '../../../operator/cm.js';
import { putConfiguration } from '../../../operator/ecr.js';
import { armFault, disconnectEndpoint, type FaultWish } from '../../../operator/operations.js';
import { findTokenHolder } from '../../../operator/resolve.js';
import { nameOf, type Poke, type PokeField } from './poke.js';

const AWAIT_MS = 10_000;
const TTL_MS = 60_000;
const COMMAND_TYPE = /^[a-zA-Z0-9_-]+$/;

/** The kinds of fault, with what they need besides. */
const FAULTS: Readonly<
  Record<string, { readonly wish: Partial<FaultWish>; readonly flags: readonly string[] }>
> = {
  late: { wish: { byMs: 5000 }, flags: ['--by', '5s'] },
  'no-answer': { wish: {}, flags: [] },
  error: { wish: { statusCode: 503 }, flags: ['--status-code', '503'] },
  'reject-token': { wish: {}, flags: [] },
  'extension-down': { wish: {}, flags: [] },
  'duplicate-command': { wish: {}, flags: [] },
};

const json = (label: string, initial: string): PokeField => ({
  label,
  initial,
  check(text) {
    try {
      JSON.parse(text);
      return undefined;
    } catch (error) {
      return `not JSON: ${(error as Error).message}`;
    }
  },
});

const INVOKE: Poke = {
  key: 'i',
  title: 'invoke a command',
  fields: [
    {
      label: 'command type',
      initial: '',
      check: (text) =>
        COMMAND_TYPE.test(text.trim())
          ? undefined
          : 'a command type has letters, digits, - and _, such as set-setpoint',
    },
    json('payload', '{}'),
  ],
  commandLine: (target, [type = '', payload = '{}']) => [
    ...['command', 'invoke', type, '--endpoint', nameOf(target)],
    ...(payload === '{}' ? [] : ['--payload', payload]),
    ...(target.connected ? [] : ['--await', '0s']),
  ],
  async run(rest, { endpointId, connected }, [type = '', payload = '{}']) {
    // One that is away gets it when it comes back: there is nothing to wait for.
    const awaitMs = connected ? AWAIT_MS : 0;
    const request = { endpointId, type, payload: JSON.parse(payload), awaitMs, ttlMs: TTL_MS };
    const { outcome, statusCode, reasonPhrase, elapsedMs } = await invokeCommand(rest, request);
    const status = statusCode === null ? '' : ` ${statusCode}${reasonPhrase ? ` ${reasonPhrase}` : ''}`;
    const text =
      outcome === 'pending'
        ? `command ${type}: not answered yet; it waits for the endpoint for a minute`
        : `command ${type}: ${outcome}${status} after ${Math.round(elapsedMs)} ms`;
    return { text, isFine: outcome === 'executed' || outcome === 'pending' };
  },
};

const CONFIGURE: Poke = {
  key: 'c',
  title: 'set its configuration',
  fields: [json('configuration', '{}')],
  commandLine: (target, [config = '{}']) => ['config', 'set', '--endpoint', nameOf(target), config],
  async run(rest, { endpointId, appVersion }, [config = '{}']) {
    const which = { endpointId, appVersionName: appVersion };
    const { configId } = await putConfiguration(rest, which, JSON.parse(config));
    return { text: `configuration ${configId} is assigned`, isFine: true };
  },
};

const isSuspended = (state: string | undefined) => state === 'Suspended';

const SUSPEND: Poke = {
  key: 's',
  title: 'suspend or reactivate its token',
  fields: [],
  commandLine: (target) => [
    'token',
    isSuspended(target.tokenState) ? 'reactivate' : 'suspend',
    nameOf(target),
  ],
  async run(rest, target) {
    const change = isSuspended(target.tokenState) ? 'reactivate' : 'suspend';
    const found = await findTokenHolder(rest, nameOf(target), target.application);
    await changeToken(rest, found, change);
    return {
      text: `the token ${nameOf(target)} is ${change}${change === 'suspend' ? 'ed' : 'd'}`,
      isFine: true,
    };
  },
};

const DISCONNECT: Poke = {
  key: 'x',
  title: 'disconnect it',
  fields: [],
  commandLine: (target) => ['endpoint', 'disconnect', nameOf(target)],
  async run(rest, { endpointId }) {
    const clients = await disconnectEndpoint(rest, endpointId);
    return { text: `disconnected: client ${clients.join(', ')}`, isFine: true };
  },
};

const FAULT: Poke = {
  key: 'f',
  title: 'arm a fault for it',
  fields: [
    {
      label: `fault (${Object.keys(FAULTS).join(', ')})`,
      initial: '',
      check: (text) =>
        FAULTS[text.trim()] === undefined ? `there are ${Object.keys(FAULTS).join(', ')}` : undefined,
    },
    {
      label: 'how often',
      initial: '1',
      check: (text) => (/^[1-9][0-9]{0,5}$/.test(text.trim()) ? undefined : 'a number from 1'),
    },
  ],
  commandLine: (target, [kind = '', times = '1']) => [
    ...['fault', 'arm', kind, '--endpoint', nameOf(target), '--times', times],
    ...(FAULTS[kind]?.flags ?? []),
  ],
  async run(rest, { endpointId }, [kind = '', times = '1']) {
    const wish = { kind, endpointIds: [endpointId], times: Number(times), ...FAULTS[kind]?.wish };
    const { id } = await armFault(rest, wish);
    return { text: `fault ${id} is armed; kaa fault disarm ${id} takes it back`, isFine: true };
  },
};

export const POKES: readonly Poke[] = [INVOKE, CONFIGURE, SUSPEND, DISCONNECT, FAULT];
