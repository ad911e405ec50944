/** What an engine tells of by itself. */
import { readEvent, type Labels } from './engine-answer.ts';
import type { EngineConnection } from './engine-connection.ts';
import { EngineError } from './engine-error.ts';
import { readLines } from './engine-output.ts';
import { byLabels } from './label-filter.ts';

export function eventsOf({ docker, socketPath, opening, named }: EngineConnection) {
  return {
    /** What happens to containers with these labels from now on; ends by throwing `unreachable`, or with the signal. */
    async *events(actions: readonly string[], labels: Labels, signal: AbortSignal) {
      const filters = { type: ['container'], event: [...actions], ...byLabels(labels) };
      // The first answer comes at once; after it the stream is silent until something happens.
      const stream = await opening(
        async (abortSignal) => docker.getEvents({ filters, abortSignal } as object),
        signal,
      );
      yield 'connected' as const;
      try {
        for await (const line of readLines(stream)) yield readEvent(line);
      } catch (error) {
        if (!signal.aborted) throw named(error);
      }
      if (!signal.aborted)
        throw new EngineError('unreachable', `the Docker engine at ${socketPath} went away`);
    },
  };
}
