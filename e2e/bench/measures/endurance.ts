import { createGatewayRig } from '../gateway-rig.ts';
import { sendLoad } from '../load.ts';
import type { Figures } from '../measure.ts';
import { pssMb } from '../process-figures.ts';
import { quantile } from '../samples.ts';
import { whole } from './gateway.ts';

const people = 500;
const warmUp = 2_000;
const steadySeconds = 600;
const perSecond = 50;
const inAll = 100_000;

/** Feishu's own limit of 50 messages a second for ten minutes, then on to 100,000: does it slow down, does it grow? */
export async function measureEndurance(): Promise<Figures> {
  const rig = await createGatewayRig();
  try {
    const gateway = await rig.start();
    whole(await sendLoad(rig.feishu, rig.app, { count: warmUp, people, inFlight: 32 }));
    const pssBefore = await settledPss(gateway.pid);
    const count = steadySeconds * perSecond;
    const steady = whole(await sendLoad(rig.feishu, rig.app, { count, people, ratePerSecond: perSecond }));
    const rest = inAll - warmUp - count;
    const flood = whole(await sendLoad(rig.feishu, rig.app, { count: rest, people, inFlight: 32 }));
    const pssAfter = await settledPss(gateway.pid);
    await gateway.stop();
    const minutes = Array.from({ length: steadySeconds / 60 }, (_, minute) =>
      quantile(steady.latenciesMs.slice(minute * 60 * perSecond, (minute + 1) * 60 * perSecond), 0.95),
    );
    return {
      figures: {
        'endurance.latencyP95Ms': quantile(steady.latenciesMs, 0.95),
        'endurance.memoryGrowth': pssAfter / pssBefore,
      },
      notes: [
        `p95 of each minute ${minutes.map((ms) => ms.toFixed(1)).join(', ')} ms`,
        `PSS ${pssBefore.toFixed(1)} MB after ${warmUp} messages, ${pssAfter.toFixed(1)} MB after ${inAll}`,
        `the last ${rest} at ${flood.perSecond.toFixed(0)}/s`,
      ],
      samples: { steadyMs: steady.latenciesMs },
    };
  } finally {
    await rig.close();
  }
}

/** What is held once the work is done: the lowest of some looks, half a minute in all. */
async function settledPss(pid: number): Promise<number> {
  const looks: number[] = [];
  for (let look = 0; look < 6; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    looks.push(pssMb(pid));
  }
  return Math.min(...looks);
}
