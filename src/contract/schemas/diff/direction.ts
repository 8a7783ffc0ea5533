/**
 * Who is hurt by what: endpoints produce data samples, metadata and results; they consume configurations and payloads of commands.
 *
 * After an upgrade two pairings are real. Endpoints of the OLD version meet a back end that expects the NEW one, as long as not all
 * are updated; and endpoints of the NEW version meet a back end that still expects the OLD one. What was tightened hurts
 * whoever still sends by the OLD schema, what was loosened whoever still receives by it.
 */
import type { Turn } from './rules.js';

/** The way of a message, seen from the endpoint. */
export type Flow = 'produced' | 'consumed';

/** Which endpoints meet a back end of the other version. */
export type Pairing = 'old-devices' | 'new-devices';
export const PAIRINGS: readonly Pairing[] = ['old-devices', 'new-devices'];

const PAIRING: Readonly<Record<Flow, Readonly<Record<Turn, Pairing>>>> = {
  produced: { tightened: 'old-devices', loosened: 'new-devices' },
  consumed: { tightened: 'new-devices', loosened: 'old-devices' },
};

/** In which pairing a change shows. */
export const pairingOf = (flow: Flow, turn: Turn): Pairing => PAIRING[flow][turn];

export interface SideNames {
  readonly old: string;
  readonly new: string;
}

/** What happens there, as a sentence. */
export function consequenceOf(flow: Flow, turn: Turn, names: SideNames): string {
  const [sender, receiver] = turn === 'tightened' ? [names.old, names.new] : [names.new, names.old];
  return flow === 'produced'
    ? `endpoints of ${sender} may send what a back end of ${receiver} refuses`
    : `a back end of ${sender} may send what endpoints of ${receiver} refuse`;
}

/** `endpoints of v1, back end of v2`. */
export function pairingText(pairing: Pairing, names: SideNames): string {
  const [endpoints, backEnd] = pairing === 'old-devices' ? [names.old, names.new] : [names.new, names.old];
  return `endpoints of ${endpoints}, back end of ${backEnd}`;
}
