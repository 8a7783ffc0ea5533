/** The local platform as a server: `kaa platform start` without its command, with the endpoints that the loads speak for. */
import { fileURLToPath } from 'node:url';
import { loadBlueprint, startPlatform } from '../../dist/index.js';
import { serve } from '../children.js';

const BLUEPRINT = fileURLToPath(new URL('../blueprint', import.meta.url));

serve({
  async listen({ endpoints }) {
    const blueprint = await loadBlueprint(BLUEPRINT);
    const { platform, ready } = await startPlatform({ blueprint, port: 0, seed: 1, fleets: false });
    for (let place = 1; place <= endpoints; place++)
      platform.register({ applicationName: 'bench', appVersionName: 'bench-v1', token: `bench-${place}` });
    return Number(new URL(ready.mqtt).port);
  },
});
