// A provisioner over a stub driver, as a process of its own, so that it can be measured: a driver with its instances lives as
// long as the process, provisioners over it come and go. It is told what to do by messages and answers each with one.
import { parseEnv } from '../env.ts';
import { run } from '../run.ts';
import type { Service } from '../run-config.ts';
import { createStubDriver, type StubCounts } from './stub-driver.ts';

export type StubOrder = { do: 'start' } | { do: 'stop' } | { do: 'reset' } | { do: 'count' } | StubDrift;
export type StubDrift = { do: 'drift'; instances: number };
/** `port`: of the running provisioner's /metrics, 0 while none runs; `cpuMs`: of this process so far */
export type StubReport = { counts: StubCounts; port: number; cpuMs: number };

const [startMs = '0'] = process.argv.slice(2);
const driver = await createStubDriver({ startMs: Number(startMs) });
let service: Service | null = null;

async function obey(order: StubOrder): Promise<void> {
  switch (order.do) {
    case 'start':
      service = await run(parseEnv(process.env), { driver });
      return;
    case 'stop':
      await service?.stop();
      service = null;
      return;
    case 'reset':
      return driver.resetCounts();
    case 'drift':
      return driver.drift(order.instances);
    case 'count':
      return;
  }
}

process.on('message', (order: StubOrder) => {
  obey(order).then(
    () => {
      const { user, system } = process.cpuUsage();
      const report: StubReport = {
        counts: driver.readCounts(),
        port: service?.port ?? 0,
        cpuMs: (user + system) / 1000,
      };
      process.send?.(report);
    },
    (error: unknown) => {
      process.stderr.write(`${(error as Error).stack}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
