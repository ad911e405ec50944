/**
 * The `process` driver: a child process per instance on this machine, for a laptop and for tests. There is no wall between
 * instances; all of them run as the provisioner's user. Linux only.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Driver, InstanceSpec } from './driver.ts';
import { isInstanceId } from './instance-id.ts';
import { goneWithin, signal, type Identity } from './process/identity.ts';
import { launch, livingProcess } from './process/launch.ts';
import { withLock } from './process/lock.ts';
import { readTail, rotateLog } from './process/log.ts';
import { observeVolume } from './process/observe.ts';
import { freePort } from './process/port.ts';
import { createProgram } from './process/program.ts';
import { readStats } from './process/stats.ts';
import { listing, volumeAt, type Volume } from './process/volume.ts';
import { createVolumeArchive } from './process/volume-archive.ts';
import { watchProcesses } from './process/watch.ts';

export type ProcessDriverOptions = {
  /** where the volumes are; one folder is one installation */
  instancesDir: string;
  /** the program: one JavaScript file */
  gatewayBundle: string;
  /** its arguments */
  gatewayArgs: readonly string[];
  /** called at named moments inside a change, for tests that end the process there */
  crashPoint?: (moment: string) => void;
};

export function createProcessDriver(options: ProcessDriverOptions): Driver {
  const { instancesDir, gatewayBundle, gatewayArgs, crashPoint = () => {} } = options;
  const volumeOf = (id: string) => volumeAt(instancesDir, id);
  const alone = <T>(id: string, run: () => Promise<T>) => withLock(join(instancesDir, '.locks'), id, run);
  const exits = watchProcesses(instancesDir);
  const archive = createVolumeArchive(instancesDir, crashPoint);
  const program = createProgram({
    bundle: gatewayBundle,
    args: gatewayArgs,
    compileCache: join(instancesDir, '.compile-cache'),
  });

  async function start(volume: Volume, spec: InstanceSpec, wanted: string) {
    const last = await volume.readRecord();
    const port = await freePort(last?.port ?? null);
    await volume.clearExit();
    await volume.clearPid();
    await volume.writeRecord({
      port,
      launch: wanted,
      restarts: spec.restarts,
      startedAt: Date.now(),
      stopAsked: false,
    });
    crashPoint('start recorded');
    await rotateLog(volume.logPath);
    const { child } = await launch(volume, program.callIn(volume, port, spec.launch));
    crashPoint('program started');
    if (child) exits.own(volume, child);
  }

  async function end(volume: Volume, running: Identity, graceMs: number) {
    const record = await volume.readRecord();
    if (record) await volume.writeRecord({ ...record, stopAsked: true });
    crashPoint('stop recorded');
    signal(running, 'SIGTERM', 'process');
    if (await goneWithin(running, graceMs)) return;
    signal(running, 'SIGKILL', 'group');
    if (!(await goneWithin(running, 5_000)))
      throw new Error(`process ${running.pid} of ${volume.id} survives SIGKILL`);
  }

  return {
    name: 'process',
    walls: false,
    bind: 'loopback',
    handleOf: (id) => `process:${volumeOf(id).id}`,
    launchOf: program.launchName,

    async apply(spec, { graceMs }) {
      const volume = volumeOf(spec.id);
      return alone(spec.id, async () => {
        const running = await livingProcess(volume);
        const wanted = await program.launchName(spec.launch);
        if (!running && (await archive.isHalf(spec.id))) throw new Error('half a volume cannot be started');
        await volume.create();
        const record = running && (await volume.readRecord());
        const written = await volume.writeFiles(spec.files);
        crashPoint('files written');
        if (running && record && record.restarts >= spec.restarts && record.launch === wanted) {
          // A stop that was cut off before its signal is taken back by this apply.
          if (record.stopAsked) await volume.writeRecord({ ...record, stopAsked: false });
          return { did: written > 0 ? 'rewrote' : 'nothing' } as const;
        }
        if (running) await end(volume, running, graceMs);
        await start(volume, spec, wanted);
        return { did: running ? 'restarted' : 'started' } as const;
      });
    },

    async stop(id, { graceMs }) {
      const volume = volumeOf(id);
      if (!(await volume.exists())) return;
      await alone(id, async () => {
        const running = await livingProcess(volume);
        if (running) await end(volume, running, graceMs);
      });
    },

    async destroy(id) {
      const volume = volumeOf(id);
      // Renamed first: whatever interrupts the removal, no half of a volume can be taken for a volume.
      const removed = join(instancesDir, '.removed', id);
      await alone(id, async () => {
        const running = await livingProcess(volume);
        if (running) await end(volume, running, 0);
        await rm(removed, { recursive: true, force: true, maxRetries: 3 });
        await archive.removeHalf(id);
        if (await volume.exists()) {
          await mkdir(join(instancesDir, '.removed'), { recursive: true, mode: 0o700 });
          await rename(volume.dir, removed);
        }
        crashPoint('volume set aside');
        await rm(removed, { recursive: true, force: true, maxRetries: 3 });
      });
    },

    exportVolume: (id) =>
      archive.read(id, (whileExporting) =>
        alone(id, async () => {
          const volume = volumeOf(id);
          if (await archive.isHalf(id)) throw new Error('half a volume cannot be read');
          if (!(await volume.exists())) throw new Error('there is no volume to read');
          if (await livingProcess(volume)) throw new Error('the volume of a running instance cannot be read');
          await whileExporting(volume);
        }),
      ),

    importVolume: (id, _launch, tar, verify) =>
      alone(id, async () => {
        const volume = volumeOf(id);
        if (await livingProcess(volume))
          throw new Error('the volume of a running instance cannot be replaced');
        return archive.replace(volume, tar, verify);
      }),

    async observe(id) {
      return observeVolume(volumeOf(id), () => archive.isHalf(id));
    },

    async list() {
      const ids = [...((await listing(instancesDir)) ?? []), ...(await archive.halves())]
        .filter(isInstanceId)
        .filter((id, place, all) => all.indexOf(id) === place);
      return Promise.all(
        ids.map(async (id) => ({ id, alive: (await livingProcess(volumeOf(id))) !== null })),
      );
    },

    async logs(id, { tail }) {
      return readTail(volumeOf(id).logPath, tail);
    },

    async stats(id) {
      const running = await livingProcess(volumeOf(id));
      return running && readStats(running);
    },

    watch: exits.watch,
  };
}
