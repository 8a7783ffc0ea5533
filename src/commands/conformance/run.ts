/**
 * `kaa conformance run`: tries every requirement of the Kaa RFCs that can be seen on the wire, and prints what was found.
 */
import { string as textArgument } from '@oclif/core/args';
import { boolean, option, string } from '@oclif/core/flags';
import { kaaError } from '../../errors.js';
import { type ConformanceReport, PROTOCOLS, runConformance } from '../../index.js';
import { BaseCommand } from '../base.js';
import { EXIT } from '../exit-codes.js';
import { durationFlag } from '../flags.js';
import { onInterrupt } from '../interrupt.js';
import { conformanceReport } from '../render/conformance.js';

const EXITS = { pass: EXIT.pass, fail: EXIT.fail, unknown: EXIT.unknown } as const;

export default class ConformanceRun extends BaseCommand {
  static override description =
    'Judge a 1/KP server requirement by requirement: a local platform of its own, or the server at an address.\n' +
    'At a server elsewhere the suite makes its endpoints over REST, in an application of its own, and deletes them (--rest). Or it\n' +
    'speaks for the endpoints whose tokens are given, changes their metadata and puts it back; what takes the platform side of\n' +
    'that server stays unknown then.\n' +
    'Exit code 0: nothing failed, nothing is unknown; 1: something failed; 3: something is unknown.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --protocol mqtt5 --only CEP-10,CMP-*',
    '<%= config.bin %> <%= command.id %> mqtt://127.0.0.1:1883 --rest http://127.0.0.1:8080',
    '<%= config.bin %> <%= command.id %> mqtt://127.0.0.1:1883 --app-version demo-v1 --token alpha --token beta',
  ];

  static override args = {
    url: textArgument({
      description:
        'mqtt://host:port, ws://host:port/ws or http://host:port; a platform of its own without it.',
    }),
  };

  static override flags = {
    protocol: option({ options: ['all', ...PROTOCOLS] as const })({
      description: 'MQTT 3.1.1, MQTT 5, MQTT 3.1.1 over WebSocket, HTTP, or all that there are.',
      env: 'KAA_PROTOCOL',
      default: 'all',
    }),
    'app-version': string({
      description: 'Application version of the endpoints at that address.',
      env: 'KAA_APP_VERSION',
      helpValue: 'NAME',
    }),
    token: string({
      description: 'Token of an endpoint there; repeat it to judge routing between endpoints too.',
      env: 'KAA_TOKEN',
      multiple: true,
    }),
    rest: string({
      description: 'Where REST of that server begins, http://host:port.',
      env: 'KAA_REST',
      helpValue: 'URL',
    }),
    'api-token': string({
      description: 'API token for REST, sent as "Authorization: Bearer".',
      env: 'KAA_API_TOKEN',
      helpValue: 'TOKEN',
    }),
    'guarded-version': string({
      description:
        'A version of the same application whose epmx allows three metadata keys alone; over REST without --app-version it is made.',
      env: 'KAA_GUARDED_VERSION',
      helpValue: 'NAME',
      dependsOn: ['app-version'],
    }),
    'guarded-keys': string({
      description:
        'Its keys: two to read and write, one to read, and one that is not allowed; conf_open,conf_other,conf_fixed,conf_hidden without it.',
      env: 'KAA_GUARDED_KEYS',
      helpValue: 'KEYS',
      dependsOn: ['guarded-version'],
    }),
    instance: string({
      description: 'Name of an extension instance there, such as cmx=cmx2; repeat it for others.',
      env: 'KAA_INSTANCE',
      helpValue: 'EXTENSION=NAME',
      multiple: true,
    }),
    ca: string({
      description: 'Trust the certificates in this file (PEM) and no others.',
      env: 'KAA_CA',
      helpValue: 'FILE',
    }),
    only: string({
      description: 'Requirements to judge, such as CEP-10,CMP-*.',
      env: 'KAA_ONLY',
      helpValue: 'IDS',
      multiple: true,
      delimiter: ',',
    }),
    'allow-remote': boolean({
      description: 'Allow an address that is not on this machine.',
      env: 'KAA_ALLOW_REMOTE',
    }),
    username: string({ description: 'User name for that address.', env: 'KAA_USERNAME' }),
    password: string({
      description: 'Password for that address.',
      env: 'KAA_PASSWORD',
      dependsOn: ['username'],
    }),
    'response-timeout': durationFlag({
      description: 'The longest wait for an answer; 2s without it, 5s at an address.',
      env: 'KAA_RESPONSE_TIMEOUT',
    }),
    junit: string({
      description: 'Write the results to this file, as JUnit XML.',
      env: 'KAA_JUNIT',
      helpValue: 'FILE',
    }),
  };

  async run(): Promise<ConformanceReport> {
    const { args, flags } = await this.parse(ConformanceRun);
    const interrupt = onInterrupt();
    try {
      const { username, password } = flags;
      const report = await runConformance({
        target: args.url,
        protocol: flags.protocol,
        appVersion: flags['app-version'],
        tokens: flags.token,
        only: flags.only,
        allowRemote: flags['allow-remote'],
        credentials: username === undefined ? undefined : { username, password },
        rest: flags.rest === undefined ? undefined : { url: flags.rest, apiToken: flags['api-token'] },
        guardedVersion: flags['guarded-version'],
        guardedKeys: guardedKeysFrom(flags['guarded-keys']),
        instances: instancesFrom(flags.instance ?? []),
        authorityFile: flags.ca,
        timeoutMs: flags['response-timeout'],
        junitFile: flags.junit,
        signal: interrupt.signal,
      });
      this.log(conformanceReport(report, this.style));
      process.exitCode = interrupt.signal.aborted ? EXIT.interrupted : EXITS[report.verdict];
      return report;
    } finally {
      interrupt.release();
    }
  }
}

/** @throws KaaError FLAG_INVALID */
function guardedKeysFrom(text: string | undefined) {
  if (text === undefined) return undefined;
  const [open = '', other = '', fixed = '', hidden = '', ...more] = text.split(',');
  if (hidden === '' || more.length > 0) {
    const reason = 'it takes four keys with commas between them, such as name,room,serial,secret';
    throw kaaError('FLAG_INVALID', { flag: 'guarded-keys', value: text, reason });
  }
  return { open, other, fixed, hidden };
}

/** @throws KaaError FLAG_INVALID */
function instancesFrom(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, extension, name] = /^(dcx|epmx|cmx|cex)=([^/+#=]+)$/.exec(text) ?? [];
      if (extension !== undefined && name !== undefined) return [extension, name];
      const reason =
        'it takes an extension that cases use (dcx, epmx, cmx, cex) and its name, such as cmx=cmx2';
      throw kaaError('FLAG_INVALID', { flag: 'instance', value: text, reason });
    }),
  );
}
