/**
 * What the connections of a run are given, and whom they tell.
 */
import type { Clock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import type { EndpointTable } from '../plan/endpoint-table.js';
import type { Plan } from '../plan/plan.js';
import type { Recorder } from '../report/recorder.js';
import type { ClientTls, Transport } from '../transport/transport.js';
import type { CertificateFiles, Login } from './connection-plan.js';
import type { Deadlines } from './deadlines.js';
import type { Kp1Events } from './kp1-client.js';

export interface ConnectionPorts {
  readonly plan: Plan;
  readonly table: EndpointTable;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly deadlines: Deadlines;
  readonly recorder: Recorder;
  /** Of the clients whose fleet names none. */
  readonly credentials: Login;
  /** The contents of a fleet's files; needed where a fleet names some. */
  readonly certificate?: ((files: CertificateFiles) => ClientTls) | undefined;
  readonly onPush: Kp1Events['onPush'];
  /** After every answer and every timeout. */
  readonly onSettled: () => void;
  /** These endpoints can speak from now on, for the first time or again. */
  readonly onOpened: (endpoints: readonly number[]) => void;
  /** These will never have a connection again. */
  readonly onLost: (endpoints: readonly number[]) => void;
  /** It has moved to another gateway and must speak there, or the platform does not know. */
  readonly onMoved: (endpoint: number) => void;
}
