import { randomUUID } from 'node:crypto';
import { afterEach } from 'vitest';
import { until } from '../../testing/until.ts';
import type { Driver, InstanceSpec, LaunchSettings, Observation, StateFile } from '../driver.ts';

/** How the suite looks behind a driver. The program it runs is `testing/gateway-stand-in.mjs`. */
export type DriverHarness = {
  /** Another driver on the same installation, as a second provisioner has it. */
  create(): Driver;
  /** One whose programs have another launch name. */
  createUpgraded(): Promise<Driver>;
  /** One whose program is not there. */
  createBroken(): Driver;
  /** Ends the program from outside, as a crash does. */
  crash(driver: Driver, id: string): Promise<void>;
  /** where the platform's files are: in the volume, or in the program's memory alone */
  keepsFiles: 'in-volume' | 'in-memory';
  /** in the volume; rejects when it is not there */
  readFile(id: string, path: string): Promise<string>;
  writeFile(id: string, path: string, text: string): Promise<void>;
  /** how many programs of this instance exist, by looking at the system and not at the driver */
  programsOf(id: string): Promise<number>;
  /** a value in the environment of this process, which is the provisioner's here */
  ourSecret: string;
  dispose(): Promise<void>;
};

export const graceMs = 5_000;
type Behaviour = Record<string, unknown>;

export const filesOf = (behaviour: Behaviour = {}, key = 'k1'): StateFile[] => [
  { name: 'openclaw.json', text: JSON.stringify({ behaviour }), secret: false },
  { name: 'rockpool.json', text: '{}', secret: false },
  { name: '.env', text: `MODEL_KEY=${key}\n`, secret: true },
];

export const launch: LaunchSettings = { memoryMiB: 128, cpus: 1, pids: 64, diskMiB: 64 };

export const specOf = (id: string, behaviour: Behaviour = {}): InstanceSpec => ({
  id,
  files: filesOf(behaviour),
  restarts: 0,
  launch,
});

export type SetUp = ReturnType<typeof useHarness>;

/** A harness for each test that asks for one, and an id that nobody used before. */
export function useHarness(open: () => Promise<DriverHarness>) {
  let harness: DriverHarness | undefined;
  afterEach(async () => {
    await harness?.dispose();
    harness = undefined;
  });

  return async () => {
    const opened = (harness = await open());
    const driver = opened.create();

    const observed = <S extends Observation['state']>(id: string, state: S, by = driver) =>
      until(`${id} is ${state}`, async () => {
        const seen = await by.observe(id);
        return seen.state === state ? (seen as Extract<Observation, { state: S }>) : null;
      });
    return {
      harness: opened,
      driver,
      id: randomUUID(),
      observed,
      async running(spec: InstanceSpec) {
        await driver.apply(spec, { graceMs });
        return observed(spec.id, 'running');
      },
    };
  };
}
