/**
 * Writes into the journal what extensions raise as events: they have no journal of their own.
 */
import type { Journal } from '../kernel/journal.js';
import type { EventBus, EventOf } from './esp/events.js';

const HEARD = ['data-samples-received', 'command-pending', 'command-executed', 'command-expired'] as const;

export function recordEvents(events: EventBus, journal: Journal): void {
  events.listen(HEARD, (event) => record(event, journal));
}

function record(event: EventOf<(typeof HEARD)[number]>, journal: Journal): void {
  switch (event.type) {
    case 'data-samples-received': {
      if (journal.skip('dcx.data-samples-received')) break;
      const { endpointId, appVersionName: appVersion, originator: extensionInstance, samples } = event;
      const count = samples.length;
      journal.append({ type: 'dcx.data-samples-received', endpointId, appVersion, extensionInstance, count });
      break;
    }
    case 'command-pending':
    case 'command-executed':
    case 'command-expired': {
      const { endpointId, commandType, commandId, statusCode } = event;
      journal.append({ type: `cex.${event.type}`, endpointId, commandType, commandId, statusCode });
      break;
    }
  }
}
