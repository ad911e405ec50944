import { fork } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { until } from './until.ts';

const program = path.join(import.meta.dirname, '../../provisioner/src/testing/limited-instance.ts');

const Answer = z.object({ seen: z.object({ state: z.string(), endpoint: z.string().optional() }) });

/** What `LimitedInstanceOrder` of the program asks for. */
export type LimitedInstance = {
  socketPath: string;
  image: string;
  subnets: string;
  memoryMiB: number;
  files: { name: string; text: string; secret: boolean }[];
};

/**
 * Starts one container by the docker driver with a bound of memory. `look` says what the driver sees; `end` removes it and
 * all around it.
 */
export async function startLimitedInstance(order: LimitedInstance) {
  const child = fork(program, [JSON.stringify(order)], { env: { PATH: process.env.PATH } });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const answer = () =>
    Promise.race([
      new Promise<unknown>((resolve) => child.once('message', resolve)),
      exited.then((code) => {
        throw new Error(`the driver's process ended with ${code}`);
      }),
    ]).then((message) => Answer.parse(message).seen);
  await answer();
  const look = () => {
    const seen = answer();
    child.send({});
    return seen;
  };
  return {
    look,
    /** The gateway's channel is connected; false when it ended before, or is not within `timeoutMs`. */
    async becomesReady(timeoutMs: number): Promise<boolean> {
      const ready = async () => {
        const seen = await look();
        if (seen.state === 'stopped') return false;
        if (seen.state !== 'running') return undefined;
        const answered = await fetch(`${seen.endpoint}/readyz`, { signal: AbortSignal.timeout(2_000) });
        return answered.ok || undefined;
      };
      return until('the gateway is ready', () => ready().catch(() => undefined), {
        everyMs: 50,
        timeoutMs,
      }).catch(() => false);
    },
    async end() {
      child.disconnect();
      await exited;
    },
  };
}
