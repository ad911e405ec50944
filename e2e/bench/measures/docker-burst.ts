import { availableParallelism } from 'node:os';
import { requireEngine } from '../docker-engine.ts';
import type { Figures } from '../measure.ts';
import { quantile } from '../samples.ts';
import { createStackWorld } from '../stack-world.ts';

const users = 30;
const startsPerCore = 2;
const lookEveryMs = 200;

/** Thirty users press claim at once: containers start two per core at a time, until all gateways are ready. */
export async function measureDockerBurst(): Promise<Figures> {
  await requireEngine();
  const world = await createStackWorld('docker');
  try {
    const starts = watchStarts(`${world.stack.urls.provisioner}/metrics`);
    const ready = await Promise.all(Array.from({ length: users }, (_, n) => world.claim(n)));
    const startsMax = await starts.end();
    if (startsMax > startsPerCore * availableParallelism())
      throw new Error(`${startsMax} starts at the same time on ${availableParallelism()} cores`);
    const readyMs = ready.map((each) => each.readyMs);
    return {
      figures: { 'docker.burst30P95Ms': quantile(readyMs, 0.95) },
      notes: [
        `${users} users, all ready; p50 ${Math.round(quantile(readyMs, 0.5))} ms, at most ${startsMax} starts at a time on ${availableParallelism()} cores`,
      ],
      samples: { readyMs },
    };
  } finally {
    await world.close();
  }
}

/** Reads again and again how many starts are in progress; `end` gives the highest number seen. */
function watchStarts(metricsUrl: string): { end(): Promise<number> } {
  let isOver = false;
  let max = 0;
  const watching = (async () => {
    while (!isOver) {
      const text = await (await fetch(metricsUrl)).text();
      max = Math.max(max, Number(/^rockpool_starts_in_progress (\d+)$/m.exec(text)?.[1] ?? 0));
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  })();
  return {
    async end() {
      isOver = true;
      await watching;
      return max;
    },
  };
}
