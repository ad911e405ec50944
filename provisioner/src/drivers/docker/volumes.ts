import type { Disks } from './disks.ts';
import type { Engine } from './engine.ts';
import { labelsOf, namesOf } from './names.ts';
import { owned } from './owned.ts';

export type Volumes = ReturnType<typeof createVolumes>;

/** The volume of an instance: the engine's, and the disk behind it where there is one. */
export function createVolumes(engine: Engine, installation: string, disks: Disks | null) {
  const find = async (name: string) => owned('volume', await engine.inspectVolume(name), installation);
  function assertOurs(id: string, name: string, device: string) {
    if (disks?.linkOf(id) === device) return;
    throw new Error(
      `the disk of the volume ${name} is out of reach: ${device} is not in the folder TENANT_DISKS`,
    );
  }

  return {
    async exists(id: string): Promise<boolean> {
      const volume = await find(namesOf(installation, id).name);
      return volume !== null || ((await disks?.exists(id)) ?? false);
    },

    /** The instances that have a disk, also one that the engine knows no volume of. */
    disksThere: async (): Promise<string[]> => (await disks?.list()) ?? [],

    /** A volume that was made without a disk stays without. */
    async ensure(id: string, diskMiB: number) {
      const { name } = namesOf(installation, id);
      const volume = await find(name);
      if (volume) {
        const { device } = volume.options;
        if (!device) return;
        assertOurs(id, name, device);
        if (await disks?.exists(id)) return;
        throw new Error(`the disk behind the volume ${name} is not there: ${device}`);
      }
      await disks?.create(id, diskMiB);
      const device = disks && { type: 'ext4', device: disks.linkOf(id), o: 'nosuid,nodev,noatime' };
      await engine.createVolume(name, {
        Labels: labelsOf(installation, id),
        ...(device && { DriverOpts: device }),
      });
    },

    /** For when nothing runs on it any more. */
    async letGo(id: string) {
      if (disks && (await disks.exists(id))) await disks.release(id);
    },

    /** What it takes up, where that is known without looking inside. */
    bytesOf: async (id: string): Promise<number | null> => (await disks?.bytesOf(id)) ?? null,

    /** What was written is on the disk afterwards, where the disk is ours. */
    async flush(id: string) {
      if (disks && (await disks.exists(id))) await disks.flush(id);
    },

    /** Runs while the engine can mount the volume. */
    async whileMountable<T>(id: string, run: () => Promise<T>): Promise<T> {
      return disks && (await disks.exists(id)) ? disks.whileAttached(id, run) : run();
    },

    /**
     * The engine's volume first: what is left after an interruption is still known to be there. Throws where the disk would stay
     * behind, because its folder is not the one that is set.
     */
    async remove(id: string) {
      const { name } = namesOf(installation, id);
      const volume = await find(name);
      if (volume?.options.device) assertOurs(id, name, volume.options.device);
      if (volume) await engine.removeVolume(name);
      await disks?.remove(id);
    },
  };
}
