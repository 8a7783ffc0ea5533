/**
 * The vocabulary of the journal: every event that kaa can record, by the part that makes it happen.
 *
 * The prefix of a type is Kaa's own short name of the service (`kpc`, `cm`, `ccm`, `epr`, `ecr`, `otao`, `cex`, `dcx`, `epts`), or
 * `platform` for what is done to the platform on purpose, or `sim` for the fleets. Payloads are texts as sent; bytes that are not
 * UTF-8 are shown with replacement characters.
 * An endpoint is named by its ID on the platform's side, by its token on the fleet's side (devices know no IDs).
 */

import type { ContractEvent } from './contract-events.js';
import type { KpcEvent } from './kpc-events.js';
import type { PlatformOperation } from './platform-events.js';
import type { SimEvent } from './sim-events.js';

interface EndpointRef {
  readonly endpointId: string;
}

type Esp = {
  readonly type: 'esp.extension-failed';
  readonly extensionInstance: string;
  readonly reason: string;
} & EndpointRef;

type Services =
  | ({ readonly type: 'cm.token-issued'; readonly application: string; readonly token: string } & EndpointRef)
  | ({
      readonly type: 'cm.token-state-changed';
      readonly application: string;
      readonly token: string;
      readonly from: string;
      readonly to: string;
    } & EndpointRef)
  | ({
      readonly type: 'cm.token-deleted';
      readonly application: string;
      readonly token: string;
    } & EndpointRef)
  | {
      /** `name` is the user name, or issuer and serial number. */
      readonly type: 'ccm.credentials-created';
      readonly credentialsId: string;
      readonly kind: 'basic' | 'x509';
      readonly name: string;
    }
  | {
      readonly type: 'ccm.credentials-state-changed';
      readonly credentialsId: string;
      readonly kind: 'basic' | 'x509';
      readonly from: string;
      readonly to: string;
    }
  | ({
      readonly type: 'bcx.blob-stored' | 'bcx.blob-deleted';
      readonly application: string;
      readonly blobId: string;
      readonly name: string;
      readonly bytes: number;
    } & EndpointRef)
  | ({ readonly type: 'epr.registered'; readonly appVersion: string } & EndpointRef)
  | ({ readonly type: 'epr.unregistered'; readonly appVersion: string } & EndpointRef)
  | ({
      readonly type: 'epr.appversion-updated';
      readonly previousAppVersion: string;
      readonly appVersion: string;
    } & EndpointRef)
  | ({
      readonly type: 'epr.metadata-updated';
      readonly added: Readonly<Record<string, unknown>>;
      readonly updated: Readonly<Record<string, unknown>>;
      readonly removed: readonly string[];
    } & EndpointRef)
  | {
      readonly type: 'epr.filter-pending' | 'epr.filter-activated' | 'epr.filter-deleted';
      readonly filterId: string;
      readonly application: string;
      /** Endpoints that match; for `epr.filter-activated`. */
      readonly count?: number;
    }
  | {
      readonly type: 'tekton.configuration-changed';
      readonly serviceInstance: string;
      readonly application: string;
      /** Absent: the settings of the application itself. */
      readonly appVersion?: string;
    }
  | {
      /** The whole state of the platform was replaced: by a snapshot, or by what the blueprint declares. */
      readonly type: 'kaa.state-replaced';
      readonly by: 'snapshot' | 'reset';
      readonly endpoints: number;
    }
  | { readonly type: 'tekton.application-created'; readonly application: string }
  | {
      readonly type: 'tekton.app-version-created';
      readonly application: string;
      readonly appVersion: string;
    }
  | {
      readonly type: 'ecr.configuration-set';
      /** Absent for the default configuration of an application version. */
      readonly endpointId?: string;
      readonly appVersion: string;
      readonly name: string;
      readonly configId: string;
    }
  | ({
      readonly type: 'ecr.configuration-applied';
      readonly service: string;
      readonly name: string;
      readonly configId: string;
      readonly statusCode: number;
      readonly reasonPhrase: string;
    } & EndpointRef)
  | ({
      readonly type: 'dcx.data-samples-received';
      readonly appVersion: string;
      readonly extensionInstance: string;
      readonly count: number;
    } & EndpointRef)
  | ({
      readonly type: 'epts.data-points-received';
      readonly appVersion: string;
      /** Names of the time series that a message fed. */
      readonly timeSeries: readonly string[];
      /** Points in all of them together. */
      readonly count: number;
    } & EndpointRef)
  | ({
      /** Once for each time series, when it begins to forget its oldest points. */
      readonly type: 'epts.points-dropped';
      readonly timeSeries: string;
      /** Points forgotten by then. */
      readonly count: number;
      /** Points that are kept. */
      readonly limit: number;
    } & EndpointRef)
  | ({
      /** Data points have the timestamp of the one before them, so nobody will see those. Told when there are twice as many. */
      readonly type: 'epts.points-replaced';
      /** One of the time series. */
      readonly timeSeries: string;
      /** How many are hidden that have not been told; one of several time series at once counts once. */
      readonly count: number;
    } & EndpointRef)
  | {
      /** Once, when all time series together have all the numbers that they may. */
      readonly type: 'epts.no-room';
      /** Numbers that are kept. */
      readonly limit: number;
    }
  | ({
      /** A data sample, or a value of it, is in no time series. */
      readonly type: 'epts.sample-without-series';
      readonly appVersion: string;
      readonly cause: SampleLoss;
      readonly reason: string;
    } & EndpointRef)
  | ({
      readonly type: 'cex.command-pending' | 'cex.command-executed' | 'cex.command-expired';
      readonly commandType: string;
      readonly commandId: number;
      readonly statusCode?: number;
    } & EndpointRef);

/** Why a data sample, or a value of it, is in no time series. */
export type SampleLoss =
  | 'sample-not-object'
  | 'sample-without-time'
  /** None is declared, and nothing is extracted by itself. */
  | 'sample-without-series'
  /** Nothing in it is where the time series look for their values. */
  | 'sample-without-values'
  | 'value-of-wrong-type'
  | 'number-too-large'
  | 'too-many-time-series';

/** What is appended: an event before it has its number and time. */
export type JournalEntry = KpcEvent | Esp | Services | PlatformOperation | SimEvent | ContractEvent;

/** What is read: `seq` counts from 0 without gaps, `at` is in milliseconds since the epoch, with fractions down to a microsecond. */
export type JournalEvent = { readonly seq: number; readonly at: number } & JournalEntry;
