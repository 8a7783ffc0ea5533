/**
 * What befalls an endpoint besides its messages, in words: one line for each event of the journal that tells of it.
 */
import type { StreamedEvent } from '../events.js';

/** How it looks to whoever watches: as it should be, good news, or something to look at. */
export type Tone = 'plain' | 'good' | 'bad';

interface NoteText {
  readonly text: string;
  readonly tone: Tone;
}

type Describe = (event: StreamedEvent) => NoteText;

const plain = (text: string): NoteText => ({ text, tone: 'plain' });
const good = (text: string): NoteText => ({ text, tone: 'good' });
const bad = (text: string): NoteText => ({ text, tone: 'bad' });

const NOTES: Readonly<Record<string, Describe>> = {
  'kpc.endpoint-connected': (e) => good(`connected: client ${e.client} speaks for it under ${e.appVersion}`),
  'kpc.endpoint-disconnected': (e) => bad(`disconnected: client ${e.client} speaks for it no more`),
  'epr.registered': (e) => plain(`registered under ${e.appVersion}`),
  'epr.unregistered': () => bad('unregistered'),
  'epr.appversion-updated': (e) => plain(`moved from ${e.previousAppVersion} to ${e.appVersion}`),
  'epr.metadata-updated': (e) => plain(`metadata changed: ${metadataChange(e)}`),
  'cm.token-issued': (e) => plain(`got the token ${e.token}`),
  'cm.token-state-changed': (e) => {
    const isBad = e.to === 'Suspended' || e.to === 'Revoked';
    return (isBad ? bad : plain)(`the token ${e.token} is ${String(e.to).toLowerCase()} now`);
  },
  'cm.token-deleted': (e) => bad(`the token ${e.token} was deleted`),
  'ecr.configuration-set': (e) => plain(`configuration ${e.configId}${named(e.name)} was assigned`),
  'ecr.configuration-applied': (e) => applied(e),
  'cex.command-pending': (e) => plain(`command ${e.commandType} ${e.commandId} waits for its result`),
  'cex.command-executed': (e) => executed(e),
  'cex.command-expired': (e) => bad(`command ${e.commandType} ${e.commandId} expired without a result`),
  'epts.sample-without-series': (e) => bad(`not in a time series: ${e.reason}`),
  'epts.points-replaced': (e) => bad(`${e.count} data points have the timestamp of one before them`),
  'epts.points-dropped': (e) => bad(`the time series ${e.timeSeries} forgets its oldest points`),
  'esp.extension-failed': (e) => bad(`${e.extensionInstance} failed: ${e.reason}`),
  'platform.fault': (e) => bad(`an armed fault struck: ${e.kind}`),
  'sim.request-unanswered': (e) => bad(`no answer to ${e.topic} within ${Math.round(Number(e.afterMs))} ms`),
  'sim.unexpected-message': (e) => bad(`the endpoint did not expect ${e.topic}: ${e.reason}`),
  'sim.fault': (e) => bad(`the fleet's fault ${e.fault} struck`),
  'bcx.blob-stored': (e) => plain(`stored the blob ${e.name} of ${e.bytes} bytes`),
};

/** The words for an event; undefined for those that say nothing that the messages do not. */
export function noteOf(event: StreamedEvent): NoteText | undefined {
  return NOTES[event.type]?.(event);
}

function executed({ commandType, commandId, statusCode }: StreamedEvent): NoteText {
  const isFine = typeof statusCode !== 'number' || Math.floor(statusCode / 100) === 2;
  const text = `command ${commandType} ${commandId} was answered${statusCode === undefined ? '' : `: ${statusCode}`}`;
  return isFine ? good(text) : bad(text);
}

function applied({ configId, name, statusCode, reasonPhrase }: StreamedEvent): NoteText {
  const isFine = Math.floor(Number(statusCode) / 100) === 2;
  const why = reasonPhrase ? ` (${reasonPhrase})` : '';
  return isFine
    ? good(`configuration ${configId}${named(name)} is applied`)
    : bad(`configuration ${configId}${named(name)} was not applied: ${statusCode}${why}`);
}

const named = (name: unknown) => (name === undefined || name === 'default' ? '' : ` "${name}"`);

function metadataChange({ added, updated, removed }: StreamedEvent): string {
  const keys = (value: unknown) => Object.keys((value ?? {}) as object);
  const parts = [
    ...keys(added).map((key) => `+${key}`),
    ...keys(updated).map((key) => `~${key}`),
    ...((removed ?? []) as readonly string[]).map((key) => `-${key}`),
  ];
  return parts.join(' ');
}
