/**
 * The flags of a 1/KP server elsewhere: its address, who connects, and which certificates count.
 */
import { boolean, string } from '@oclif/core/flags';

/** The certificates of a connection. */
export const certificateFlags = () => ({
  ca: string({
    description: 'Certificate of the authority to trust (PEM); those of the system without it.',
    env: 'KAA_CA',
    helpValue: 'FILE',
  }),
  cert: string({
    description: 'Certificate to connect with (PEM), for mutual TLS.',
    env: 'KAA_CERT',
    helpValue: 'FILE',
  }),
  key: string({ description: 'Private key of that certificate (PEM).', env: 'KAA_KEY', helpValue: 'FILE' }),
});

/** Everything about the target of fleets and recordings. */
export const targetFlags = () => ({
  target: string({
    description:
      'Address of a 1/KP server: mqtt://host:port, or with mqtts, ws, wss, http or https; a platform of its own without it.',
    env: 'KAA_TARGET',
    helpValue: 'URL',
  }),
  'allow-remote': boolean({
    description: 'Allow a target that is not on this machine.',
    env: 'KAA_ALLOW_REMOTE',
  }),
  username: string({ description: 'User name for the target.', env: 'KAA_USERNAME' }),
  password: string({
    description: 'Password for the target.',
    env: 'KAA_PASSWORD',
    dependsOn: ['username'],
  }),
  ...certificateFlags(),
});
