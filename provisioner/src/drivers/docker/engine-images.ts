/** The images of an engine. */
import type { Labels } from './engine-answer.ts';
import type { EngineConnection } from './engine-connection.ts';
import { orNull } from './engine-error.ts';
import { readLines } from './engine-output.ts';

export function imagesOf({ docker, brief, lengthy, within }: EngineConnection) {
  return {
    /** Id of the image with that tag (or id), null when there is none. */
    imageId: (tag: string) =>
      orNull(
        brief(async (abortSignal) => (await docker.getImage(tag).inspect({ abortSignal } as object)).Id),
      ),

    /** @param context tar of the build folder. Throws `failed` with the build's own words. */
    buildImage: (context: NodeJS.ReadableStream, tag: string, labels: Labels) =>
      within(300_000, async (abortSignal) => {
        const output = await docker.buildImage(context, { t: tag, labels, abortSignal } as object);
        for await (const line of readLines(output)) {
          const { error } = JSON.parse(line) as { error?: string };
          if (error) throw new Error(error);
        }
      }),
    removeImage: (tag: string) =>
      orNull(lengthy((abortSignal) => docker.getImage(tag).remove({ abortSignal, force: true }))),
  };
}
