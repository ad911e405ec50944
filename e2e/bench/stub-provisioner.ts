import { fork } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';

const program = path.join(import.meta.dirname, '../../provisioner/src/testing/stub-provisioner.ts');

const Report = z.object({
  counts: z.object({
    starts: z.number(),
    rewrites: z.number(),
    stops: z.number(),
    destroys: z.number(),
    observed: z.number(),
    alive: z.number(),
    startingMax: z.number(),
  }),
  port: z.number(),
  cpuMs: z.number(),
});
export type StubReport = z.infer<typeof Report>;

export type StubOrder = { do: 'start' | 'stop' | 'reset' | 'count' } | { do: 'drift'; instances: number };

export type StubProvisioner = {
  /** Resolves when it was carried out. */
  tell(order: StubOrder): Promise<StubReport>;
  end(): Promise<void>;
};

/** The real provisioner over a driver without programs (`provisioner/src/testing/stub-driver.ts`), in a process of its own. */
export async function startStubProvisioner(
  env: { DATABASE_URL: string; ROCKPOOL_KEYS: string },
  { startMs = 0 } = {},
): Promise<StubProvisioner> {
  const child = fork(program, [String(startMs)], {
    env: {
      PATH: process.env.PATH,
      ...env,
      INSTANCES_DIR: '/nonexistent',
      GATEWAY_BUNDLE: '/nonexistent',
      PROVISIONER_PORT: '0',
      LOG_LEVEL: 'warn',
    },
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const answer = () =>
    Promise.race([
      new Promise<unknown>((resolve) => child.once('message', resolve)),
      exited.then((code) => {
        throw new Error(`the provisioner ended with ${code}`);
      }),
    ]);
  await answer();
  return {
    async tell(order) {
      const report = answer();
      child.send(order);
      return Report.parse(await report);
    },
    async end() {
      child.disconnect();
      await exited;
    },
  };
}
