/**
 * What the lines of a fleet have in common: who their clients are, and who is told of what happens to them.
 */
import { wholeClientNumber } from '../plan/part.js';
import type { FleetPlan, Plan } from '../plan/plan.js';
import { certificateOf, clientName, loginOf, planConnection } from './connection-plan.js';
import type { ConnectionPorts } from './connection-ports.js';
import type { Kp1Events } from './kp1-client.js';
import type { Line, LinePorts } from './line.js';
import type { Resender } from './resender.js';
import type { Routes } from './routes.js';

export interface FleetParts {
  readonly routes: Routes;
  /** Undefined when the fleet sends nothing again. */
  readonly resender: Resender | undefined;
  /** These endpoints can speak now. */
  readonly onSpeaking: (endpoints: readonly number[]) => void;
}

export function linesOf(
  fleet: FleetPlan,
  ports: ConnectionPorts,
  parts: FleetParts,
): { readonly events: Kp1Events; readonly ports: LinePorts } {
  return { events: eventsOf(fleet, ports, parts), ports: linePortsOf(fleet, ports, parts) };
}

/** At most 23 characters of a-z, 0-9 and "-": every server takes those. [MQTT 3.1.1, 3.1.3.1] */
export const clientId = ({ seed, fleets }: Pick<Plan, 'seed' | 'fleets'>, client: number): string =>
  `kaa-${seed.toString(36)}-${wholeClientNumber(fleets, client) + 1}`;

function linePortsOf(
  fleet: FleetPlan,
  ports: ConnectionPorts,
  { routes, onSpeaking }: FleetParts,
): LinePorts {
  const { clock, random, transport, plan } = ports;
  const recorder = ports.recorder.connection;
  const idOf = (line: Line) => clientId(plan, line.number);
  const speaking = (line: Line) =>
    routes.endpoints(fleet, line.number).filter((endpoint) => !routes.isSilent(endpoint));
  return {
    clock,
    transport,
    backOff: planConnection(fleet.fleet).backOff,
    identityOf: identities(fleet, ports),
    waitsOf: (line) => random.stream(`reconnect/${clientName(fleet, line.number - fleet.firstClient)}`),
    onOpened: (line, isAgain) => {
      recorder.opened(idOf(line), isAgain);
      onSpeaking(speaking(line));
    },
    onHeld: (line, why) => {
      recorder.closed(idOf(line), why === 'off' ? 'the endpoint is off' : 'a fault of the link');
      recorder.speaking(-speaking(line).length);
    },
    onLost: (line, reason) => {
      recorder.lost(idOf(line), reason);
      recorder.speaking(-speaking(line).length);
    },
    onWaiting: (line, ...rest) => recorder.reconnecting(idOf(line), ...rest),
    onGone: (line, attempts) => {
      recorder.gaveUp(idOf(line), attempts);
      ports.onLost(routes.endpoints(fleet, line.number));
    },
  };
}

/** Who each client says it is, by the fleet file or else by the run. */
function identities(fleet: FleetPlan, ports: ConnectionPorts): LinePorts['identityOf'] {
  const { protocol, keepAliveSeconds } = planConnection(fleet.fleet);
  return ({ number }) => {
    const client = number - fleet.firstClient;
    const files = certificateOf(fleet, client);
    const login = loginOf(fleet, client) ?? ports.credentials;
    const tls = files && ports.certificate?.(files);
    return { clientId: clientId(ports.plan, number), protocol, keepAliveSeconds, tls, ...login };
  };
}

function eventsOf(fleet: FleetPlan, ports: ConnectionPorts, { routes, resender }: FleetParts): Kp1Events {
  const { recorder, onPush, onSettled } = ports;
  return {
    onSent: (request, payload) => {
      if (request.delivery === undefined) recorder.sent(request, payload);
      else resender?.onSent(request, payload);
    },
    onAnswered: (request, answer) => {
      routes.answered(request);
      if (request.delivery === undefined) recorder.answered(request, answer);
      else resender?.onAnswered(request, answer);
      onSettled();
    },
    onUnanswered: (request, afterMs, cause) => {
      if (request.delivery === undefined) recorder.unanswered(request, afterMs, cause);
      else resender?.onUnanswered(request, cause);
      onSettled();
    },
    onPush: (push) => {
      if (!routes.isSilent(push.endpoint)) onPush(push);
      else recorder.connection.missed(push.endpoint, `${push.extension}${push.resourcePath}`);
    },
    onDuplicate: (endpoint) => recorder.duplicate(endpoint),
    onUnexpected: (topic, token, reason) =>
      recorder.unexpected(fleet.fleet.fleet, token ?? '', topic, reason),
  };
}
