/** A volume that leaves or comes while its instance is stopped. */
import type { Readable } from 'node:stream';
import type { ImportResult, LaunchSettings, VolumeExport } from '../driver.ts';
import type { Containers } from './containers.ts';
import type { Image } from './image.ts';
import type { VolumeArchive } from './volume-archive.ts';
import type { Volumes } from './volumes.ts';

export type VolumeMovesOptions = {
  containers: Containers;
  volumes: Volumes;
  archive: VolumeArchive;
  image: Image;
  /** whether new volumes have a bound */
  bounded: boolean;
  crashPoint: (moment: string) => void;
};

/** Each call is the only change of its instance while it runs, which is the caller's to see to. */
export function createVolumeMoves(options: VolumeMovesOptions) {
  const { containers, volumes, archive, image, bounded, crashPoint } = options;

  return {
    /** Runs until the tar has been read. */
    async give(id: string, opened: (given: VolumeExport) => void): Promise<void> {
      const found = await containers.find(id);
      if (found?.running) throw new Error('the volume of a running instance cannot be read');
      if (await archive.isHalf(id)) throw new Error('half a volume cannot be read');
      if (!(await volumes.exists(id))) throw new Error('there is no volume to read');
      const imageId = await image.id();
      const bytesAbout = await volumes.bytesOf(id);
      await volumes.whileMountable(id, () => archive.read(id, imageId, (tar) => opened({ tar, bytesAbout })));
    },

    /** In place of what is there, which is half from the first step on until `verify` has resolved. */
    async take(
      id: string,
      launch: LaunchSettings,
      tar: Readable,
      verify: () => Promise<void>,
    ): Promise<ImportResult> {
      const found = await containers.find(id);
      if (found?.running) throw new Error('the volume of a running instance cannot be replaced');
      const imageId = await image.id();
      await archive.mark(id);
      crashPoint('import marked');
      if (found) await containers.remove(found);
      await archive.removeCarrier(id);
      await volumes.remove(id);
      crashPoint('import cleared');
      await volumes.ensure(id, launch.diskMiB);
      const bytesMax = bounded ? launch.diskMiB * 1024 * 1024 : null;
      const result = await volumes.whileMountable(id, () => archive.fill(id, imageId, tar, bytesMax));
      crashPoint('import unpacked');
      if (result.kind === 'too_large') return result;
      await verify();
      await volumes.flush(id);
      crashPoint('import verified');
      await archive.removeMark(id);
      crashPoint('import done');
      return result;
    },
  };
}
