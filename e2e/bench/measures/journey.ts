import { timeClaims } from '../claim-times.ts';
import type { Figures } from '../measure.ts';
import { quantile } from '../samples.ts';
import { createStackWorld } from '../stack-world.ts';

/** On the whole running product with the process driver: claim → gateway ready, settings saved → channel connected. */
export async function measureJourney(): Promise<Figures> {
  const world = await createStackWorld('process');
  try {
    const { readyMs, connectedMs, note } = await timeClaims(world);
    return {
      figures: {
        'claim.readyP95Ms': quantile(readyMs, 0.95),
        'channel.connectedP95Ms': quantile(connectedMs, 0.95),
      },
      notes: [note],
      samples: { readyMs, connectedMs },
    };
  } finally {
    await world.close();
  }
}
