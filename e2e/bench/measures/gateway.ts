import { createGatewayRig } from '../gateway-rig.ts';
import { sendLoad, type LoadResult } from '../load.ts';
import type { Figures } from '../measure.ts';
import { cpuMs, ownMb, pssMb, runsOf } from '../process-figures.ts';
import { quantile } from '../samples.ts';

const settleMs = 30_000;
const starts = 10;

/** Start, idle memory, latency at Feishu's own limit of 50/s, highest rate, CPU per message. */
export async function measureGateway(): Promise<Figures> {
  const rig = await createGatewayRig();
  try {
    const readyMs: number[] = [];
    for (let n = 0; n < starts; n++) {
      const run = await rig.start();
      readyMs.push(run.readyMs);
      await run.stop();
    }
    const idle = await rig.start();
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const idlePssMb = pssMb(idle.pid);
    const idleOwnMb = ownMb(idle.pid);
    const programs = runsOf(idle.pid);
    const warm = () => sendLoad(rig.feishu, rig.app, { count: 200, people: 20, inFlight: 4 });
    whole(await warm());
    const steady = whole(
      await sendLoad(rig.feishu, rig.app, { count: 3_000, people: 500, ratePerSecond: 50 }),
    );
    const before = cpuMs(idle.pid);
    const ownBefore = process.cpuUsage();
    const flood = whole(await sendLoad(rig.feishu, rig.app, { count: 10_000, people: 500, inFlight: 32 }));
    const cpuPerMessage = (cpuMs(idle.pid) - before) / flood.answered;
    const own = process.cpuUsage(ownBefore);
    const loadedPssMb = pssMb(idle.pid);
    await idle.stop();
    return {
      figures: {
        'gateway.startMs': quantile(readyMs, 0.5),
        'gateway.idlePssMb': idlePssMb,
        'gateway.idleOwnMb': idleOwnMb,
        'gateway.latencyP50Ms': quantile(steady.latenciesMs, 0.5),
        'gateway.latencyP95Ms': quantile(steady.latenciesMs, 0.95),
        'gateway.messagesPerSecond': flood.perSecond,
        'gateway.cpuPerMessageMs': cpuPerMessage,
      },
      notes: [
        `starts ${readyMs.map(Math.round).join(', ')} ms`,
        `platform, model and load generator used ${((own.user + own.system) / 1000 / flood.answered).toFixed(2)} ms of CPU a message beside it`,
        `idle PSS ${settleMs / 1000} s after ready, the file pages of Node shared by ${programs} processes of this machine`,
        `PSS after 13,200 messages ${loadedPssMb.toFixed(1)} MB`,
        `flood with 32 unanswered at most: p50 ${quantile(flood.latenciesMs, 0.5).toFixed(1)} ms, p95 ${quantile(flood.latenciesMs, 0.95).toFixed(1)} ms`,
      ],
      samples: { readyMs, steadyMs: steady.latenciesMs, floodMs: flood.latenciesMs },
    };
  } finally {
    await rig.close();
  }
}

/** A figure of a run that lost or doubled a message would be a lie. */
export function whole(result: LoadResult): LoadResult {
  if (result.answered !== result.sent || result.doubled > 0) {
    throw new Error(
      `${result.sent} sent, ${result.answered} answered, ${result.doubled} answered more than once`,
    );
  }
  return result;
}
