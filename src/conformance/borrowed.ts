/**
 * Metadata of an endpoint that is not the case's own, put back as it was.
 */
import { describe } from './judge.js';
import type { Endpoint } from './operator.js';
import type { Answer, Probe } from './probe.js';
import type { WireClient } from './wire/wire.js';

/** @param before the answer to `epmx/get` from before. Fails when the server does not take it back. */
export async function putMetadataBack(probe: Probe, endpoint: Endpoint, before: Answer): Promise<void> {
  const metadata: unknown = JSON.parse(before.payload.toString('utf8'));
  const client = await probe.client();
  const answer =
    Object.keys(metadata as object).length > 0
      ? await probe.ask(client, endpoint, 'epmx/update', metadata as object)
      : await deleteAll(probe, client, endpoint);
  if (answer.outcome === 'error') throw new Error(describe(answer));
}

/** An update cannot leave nothing behind: it needs a key. */
async function deleteAll(probe: Probe, client: WireClient, endpoint: Endpoint): Promise<Answer> {
  const listed = await probe.ask(client, endpoint, 'epmx/get/keys');
  const keys: unknown = JSON.parse(listed.payload.toString('utf8'));
  if (!Array.isArray(keys) || keys.length === 0) return listed;
  return await probe.ask(client, endpoint, 'epmx/delete/keys', keys);
}
