/**
 * Faults of 1/KP servers, each with the requirements that it breaks: all that the suite must report, and nothing else.
 */
import type { IPublishPacket } from 'mqtt-packet';
import { type Fault, textOf } from './wrong-server.js';

export interface NamedFault {
  readonly name: string;
  readonly fault: Fault;
  /** The cases to run; all when absent. Faults that break every answer are told from few. */
  readonly only?: readonly string[];
  readonly caughtBy: readonly string[];
}

const isSuccess = ({ topic }: IPublishPacket) => topic.endsWith('/status');
const isAnswer = ({ topic }: IPublishPacket) => /\/\d+\/(?:status|error)$/.test(topic);
const isOf = ({ topic }: IPublishPacket, resource: string) =>
  topic.includes(`/${resource}/`) || topic.endsWith(`/${resource}`);
const extensionOf = ({ topic }: IPublishPacket) => topic.split('/')[2];
const fromJson = (packet: IPublishPacket) => JSON.parse(textOf(packet));

/** A fault in what the platform says, of some messages. */
const saying = (
  isMeant: (packet: IPublishPacket) => boolean,
  change: (packet: IPublishPacket) => Partial<IPublishPacket>,
): Fault => ({
  toClient: (packet) => [isMeant(packet) ? { ...packet, ...change(packet) } : packet],
});

/** A fault in where requests go; the answers come back as if they had gone where they should. */
function misrouted(change: (topic: string) => string): Fault {
  const asked = new Map<string, string>();
  return {
    toPlatform(packet) {
      const topic = change(packet.topic);
      asked.set(topic, packet.topic);
      return [{ ...packet, topic }];
    },
    toClient(packet) {
      const [, topic = '', outcome] = /^(.*)\/(status|error)$/.exec(packet.topic) ?? [];
      return [{ ...packet, topic: `${asked.get(topic) ?? topic}/${outcome}` }];
    },
  };
}

const NO_ID = /^(kp1\/[^/]+\/(?:dcx|epmx)\/.*\/[^/\d]+)$/;

export const FAULTS: readonly NamedFault[] = [
  {
    name: 'success is answered on /response',
    fault: saying(
      (packet) => isAnswer(packet) && isSuccess(packet) && isOf(packet, 'cex'),
      ({ topic }) => ({ topic: topic.replace(/status$/, 'response') }),
    ),
    only: ['CEP-14'],
    caughtBy: ['CEP-14'],
  },
  {
    name: 'success is answered on the topic without the request ID',
    fault: saying(
      (packet) => isAnswer(packet) && isSuccess(packet),
      ({ topic }) => ({ topic: topic.replace(/\/\d+\/status$/, '/status') }),
    ),
    only: ['KP-13', 'KP-14', 'KP-16'],
    caughtBy: ['KP-13'],
  },
  {
    name: 'errors are answered on /status',
    fault: saying(
      (packet) => packet.topic.endsWith('/error'),
      ({ topic }) => ({ topic: topic.replace(/error$/, 'status') }),
    ),
    only: ['KP-13', 'KP-14', 'DCP-05', 'CEP-14'],
    caughtBy: ['KP-14'],
  },
  {
    name: 'a success of dcx has the payload null',
    fault: saying(
      (packet) => isSuccess(packet) && isOf(packet, 'dcx'),
      () => ({ payload: 'null' }),
    ),
    caughtBy: ['DCP-05', 'KP-20'],
  },
  {
    name: 'the confirmation of applied has the payload {}',
    fault: saying(
      (packet) => isSuccess(packet) && isOf(packet, 'applied'),
      () => ({ payload: '{}' }),
    ),
    caughtBy: ['CMP-28'],
  },
  {
    name: 'answers come twice',
    fault: { toClient: (packet) => (isAnswer(packet) ? [packet, packet] : [packet]) },
    caughtBy: ['KP-13', 'KP-14', 'DCP-04'],
  },
  {
    name: 'pushes come twice',
    fault: { toClient: (packet) => (isAnswer(packet) ? [packet] : [packet, packet]) },
    caughtBy: ['CMP-12', 'CMP-31', 'CEP-05'],
  },
  {
    name: 'whatever is sent reaches all clients',
    fault: {
      toClient(packet, proxy) {
        for (const other of proxy.others()) other.send(packet);
        return [packet];
      },
    },
    caughtBy: ['KP-24'],
  },
  {
    name: 'the request ID 0 is ignored',
    fault: {
      toPlatform: (packet) => (packet.topic.endsWith('/0') ? [{ ...packet, topic: 'other/0' }] : [packet]),
    },
    caughtBy: ['KP-10'],
  },
  {
    name: 'requests without a request ID are answered',
    fault: {
      toPlatform(packet, proxy) {
        const answer: Partial<IPublishPacket> = { topic: `${packet.topic}/status`, payload: '', qos: 0 };
        if (NO_ID.test(packet.topic)) proxy.send({ ...packet, ...answer });
        return [packet];
      },
    },
    caughtBy: ['KP-07', 'KP-12'],
  },
  {
    name: 'the error body lacks its reason phrase',
    fault: saying(
      (packet) => packet.topic.endsWith('/error'),
      (packet) => ({ payload: JSON.stringify({ statusCode: fromJson(packet).statusCode }) }),
    ),
    caughtBy: ['KP-16'],
  },
  {
    name: 'the status code of errors is a text',
    fault: saying(
      (packet) => packet.topic.endsWith('/error'),
      (packet) => ({ payload: JSON.stringify({ ...fromJson(packet), statusCode: '400' }) }),
    ),
    caughtBy: ['KP-16'],
  },
  {
    name: 'answers have QoS 0 whatever was asked',
    fault: saying(isAnswer, () => ({ qos: 0 })),
    caughtBy: ['KP-20'],
  },
  {
    name: 'one of several commands is forgotten',
    fault: saying(
      (packet) => isSuccess(packet) && isAnswer(packet) && isOf(packet, 'command/reboot'),
      (packet) => ({ payload: JSON.stringify(fromJson(packet).slice(0, 2)) }),
    ),
    caughtBy: ['CEP-10'],
  },
  {
    name: 'what the endpoint says about observing is ignored',
    fault: {
      toPlatform: (packet) => [
        textOf(packet) === '{"observe":false}' ? { ...packet, payload: '{}' } : packet,
      ],
    },
    caughtBy: ['CMP-13', 'CEP-06'],
  },
  {
    name: 'an unchanged configuration is sent again',
    fault: { toPlatform: (packet) => [isOf(packet, 'config/json') ? { ...packet, payload: '{}' } : packet] },
    only: ['CMP-1*'],
    caughtBy: ['CMP-11', 'CMP-13', 'CMP-15', 'CMP-18'],
  },
  {
    name: 'a configuration has no ID',
    fault: saying(
      (packet) =>
        isSuccess(packet) && isAnswer(packet) && extensionOf(packet) === 'cmx' && isOf(packet, 'config'),
      (packet) => ({ payload: JSON.stringify({ ...fromJson(packet), configId: undefined }) }),
    ),
    only: ['CMP-15', 'CMP-16', 'CMP-17', 'CMP-28', 'CMP-30'],
    caughtBy: ['CMP-17'],
  },
  {
    name: 'a full update only changes what it names',
    fault: misrouted((topic) => topic.replace(/\/update\/(\d+)$/, '/update/keys/$1')),
    caughtBy: ['EPMP-04', 'EPMP-27'],
  },
  {
    name: 'a change of single keys replaces everything',
    fault: misrouted((topic) => topic.replace('/update/keys/', '/update/')),
    caughtBy: ['EPMP-04', 'EPMP-08', 'EPMP-33'],
  },
  {
    name: 'data samples are confirmed and thrown away',
    fault: { toPlatform: (packet) => [isOf(packet, 'dcx') ? { ...packet, payload: '[]' } : packet] },
    caughtBy: ['DCP-02', 'DCP-06', 'DCP-08'],
  },
  {
    name: 'upper case is as good as lower case',
    fault: { toPlatform: (packet) => [{ ...packet, topic: packet.topic.replace(/^KP1/, 'kp1') }] },
    caughtBy: ['KP-01'],
  },
  {
    name: 'slashes at the end are taken off',
    fault: { toPlatform: (packet) => [{ ...packet, topic: packet.topic.replace(/\/$/, '') }] },
    caughtBy: ['KP-05'],
  },
  {
    name: 'every list of keys is read as JSON',
    fault: {
      toPlatform: (packet) => {
        if (!isOf(packet, 'get/keys') || textOf(packet) === '') return [packet];
        return [{ ...packet, topic: packet.topic.replace('/get/keys/', '/get/') }];
      },
    },
    only: ['KP-06'],
    caughtBy: ['KP-06'],
  },
];
