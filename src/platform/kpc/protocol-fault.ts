/**
 * A packet that breaks the rules of MQTT, as the failure that ends its connection: why, for whoever reads the journal, what to do
 * about it, and what MQTT 5 calls it.
 *
 * What went wrong otherwise, as a limit or a connection that broke, is no such fault.
 */
import { CODE } from './mqtt5/codes.js';

/** What is known of the packet. */
export interface FaultFacts {
  /** The reason code; malformed packet when absent. */
  readonly code?: number | undefined;
  readonly remedy?: string | undefined;
  /** The client ID, where the packet is a CONNECT that has got so far. */
  readonly client?: string | undefined;
  /** The topic, or the first filter. */
  readonly topic?: string | undefined;
}

/** For what only an MQTT library can get wrong. */
const REMEDY =
  'Look at what the client sends, byte for byte: its MQTT library breaks the rules of the protocol.';
const REMEDIES: Readonly<Record<number, string>> = {
  [CODE.topicNameInvalid]: 'Use a topic that is not empty and has neither + nor #.',
  [CODE.topicAliasInvalid]: 'Send whole topics: this platform grants no topic aliases.',
  [CODE.badAuthenticationMethod]: 'Connect with a user name and a password, or with a client certificate.',
};

/** The message is the reason. */
export class ProtocolFault extends Error {
  readonly code: number;
  readonly remedy: string;
  readonly client: string | undefined;
  readonly topic: string | undefined;

  constructor(reason: string, { code = CODE.malformedPacket, remedy, client, topic }: FaultFacts = {}) {
    super(reason);
    this.code = code;
    this.remedy = remedy ?? REMEDIES[code] ?? REMEDY;
    this.client = client;
    this.topic = topic;
  }
}

/** What aedes itself finds, told by its words: it has no codes. */
const OF_AEDES: readonly (readonly [RegExp, FaultFacts])[] = [
  [/not allowed in PUBLISH$/, { code: CODE.topicNameInvalid }],
  [/too many levels$/, { code: CODE.topicNameInvalid, remedy: 'Use fewer levels in the topic.' }],
];

/** What aedes reports, as a fault; undefined when it is none. */
export function faultOfAedes({ message }: Error): ProtocolFault | undefined {
  const found = OF_AEDES.find(([pattern]) => pattern.test(message));
  return found && new ProtocolFault(message, found[1]);
}
