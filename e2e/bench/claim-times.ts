import { quantile } from './samples.ts';
import type { StackWorld } from './stack-world.ts';

const claims = 20;

export type ClaimTimes = { readyMs: number[]; connectedMs: number[]; note: string };

/** One user after another: claim → gateway ready, settings saved → channel connected. All are alive at the end. */
export async function timeClaims(world: StackWorld): Promise<ClaimTimes> {
  const readyMs: number[] = [];
  const connectedMs: number[] = [];
  for (let n = 0; n < claims; n++) {
    const running = await world.claim(n);
    readyMs.push(running.readyMs);
    connectedMs.push(await world.connect(n, running));
  }
  const p50 = (samples: number[]) => Math.round(quantile(samples, 0.5));
  const note = `from the ledger call, without the browser; p50 ${p50(readyMs)} ms to ready, ${p50(connectedMs)} ms to connected, ${claims} users, all alive at the end`;
  return { readyMs, connectedMs, note };
}
