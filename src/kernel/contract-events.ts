/**
 * The part of the journal's vocabulary that contract tests write: what was provoked, when, and for which expectation.
 *
 * Verdicts are found in the journal alone, so whatever the driver of a test does to the device stands here too. A step is named by
 * the ID of its expectation; an endpoint by its token.
 */
export type ContractEvent =
  | {
      readonly type: 'contract.began';
      readonly appVersion: string;
      /** The endpoints whose promises are tested. */
      readonly tokens: readonly string[];
      /** Their endpoint IDs, in the same order. */
      readonly endpointIds: readonly string[];
      /** Nobody else speaks to the platform, so every message is theirs. */
      readonly isAlone: boolean;
    }
  | {
      /** From here on what is expected may be seen. */
      readonly type: 'contract.step-began';
      readonly step: string;
    }
  | {
      readonly type: 'contract.provoked';
      readonly step: string;
      readonly token: string;
      /** In words, such as `command reboot`. */
      readonly what: string;
      readonly commandType?: string | undefined;
      readonly commandId?: number | undefined;
      readonly configId?: string | undefined;
    }
  | {
      /** It could not be done; what depends on it stays unknown. */
      readonly type: 'contract.not-provoked';
      readonly step: string;
      readonly token: string;
      readonly what: string;
      readonly reason: string;
    }
  | { readonly type: 'contract.step-ended'; readonly step: string }
  | {
      /**
       * What has been found about an expectation, for whoever looks on; the last one counts, since a later message may break what
       * was kept. Verdicts themselves are never read from here.
       */
      readonly type: 'contract.verdict';
      /** The ID of the expectation, a step or one that always holds. */
      readonly step: string;
      readonly verdict: 'pass' | 'fail' | 'unknown';
      /** What was expected and what was seen, or why nobody knows; absent when it passed. */
      readonly reason?: string | undefined;
    }
  | {
      /** Somebody tried to connect while the link to the platform was down. */
      readonly type: 'contract.connection-refused';
      /** 1 for the first attempt since the link is down. */
      readonly attempt: number;
      readonly client?: string | undefined;
    }
  | { readonly type: 'contract.link-cut' | 'contract.link-restored' }
  | {
      /** The device under test ended by itself. */
      readonly type: 'contract.device-ended';
      readonly exitCode: number;
    }
  | { readonly type: 'contract.ended' };
