/** The volumes of an engine. */
import { readVolume, type Labels, type Volume } from './engine-answer.ts';
import type { EngineConnection, VolumeOptions } from './engine-connection.ts';
import { orNull } from './engine-error.ts';
import { byLabels } from './label-filter.ts';

export function volumesOf({ docker, brief, lengthy }: EngineConnection) {
  return {
    /** There already: success, whatever its options. */
    createVolume: (name: string, options: VolumeOptions): Promise<void> =>
      lengthy(
        async (abortSignal) => void (await docker.createVolume({ Name: name, ...options, abortSignal })),
      ),
    inspectVolume: (name: string): Promise<Volume | null> =>
      orNull(
        brief(async (abortSignal) =>
          readVolume(await docker.getVolume(name).inspect({ abortSignal } as object)),
        ),
      ),
    listVolumes: (labels: Labels): Promise<Volume[]> =>
      brief(async (abortSignal) => {
        const { Volumes } = await docker.listVolumes({ filters: byLabels(labels), abortSignal });
        return (Volumes ?? []).map(readVolume);
      }),
    /** Not there: success. `conflict` while a container refers to it, running or not. */
    removeVolume: async (name: string): Promise<void> =>
      void (await orNull(lengthy((abortSignal) => docker.getVolume(name).remove({ abortSignal })))),
  };
}
