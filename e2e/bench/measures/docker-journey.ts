import { timeClaims } from '../claim-times.ts';
import { requireEngine } from '../docker-engine.ts';
import type { Figures } from '../measure.ts';
import { quantile } from '../samples.ts';
import { createStackWorld } from '../stack-world.ts';

/** On the whole running product with containers: claim → gateway ready, settings saved → channel connected. */
export async function measureDockerJourney(): Promise<Figures> {
  await requireEngine();
  const world = await createStackWorld('docker');
  try {
    const { readyMs, connectedMs, note } = await timeClaims(world);
    return {
      figures: {
        'docker.claimReadyP95Ms': quantile(readyMs, 0.95),
        'docker.connectedP95Ms': quantile(connectedMs, 0.95),
      },
      notes: [note],
      samples: { readyMs, connectedMs },
    };
  } finally {
    await world.close();
  }
}
