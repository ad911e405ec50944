/** The containers of an engine, from their making to their removal. */
import {
  readContainer,
  readStats,
  type Container,
  type ContainerStats,
  type ContainerSummary,
  type Labels,
} from './engine-answer.ts';
import { lengthyMs, type ContainerOptions, type EngineConnection } from './engine-connection.ts';
import { changed, orNull } from './engine-error.ts';
import { byLabels } from './label-filter.ts';

export function containersOf({ docker, brief, lengthy, within }: EngineConnection) {
  const container = (idOrName: string) => docker.getContainer(idOrName);

  return {
    /** Throws `conflict` when the name is taken, `not_found` when image or network are not there. Returns the id. */
    createContainer: (name: string, options: ContainerOptions): Promise<string> =>
      lengthy(async (abortSignal) => {
        const query = { _query: { name }, _body: options, abortSignal };
        return (await docker.createContainer(query as object)).id;
      }),

    inspectContainer: (idOrName: string): Promise<Container | null> =>
      orNull(brief(async (abortSignal) => readContainer(await container(idOrName).inspect({ abortSignal })))),

    /** Those with all of these labels, stopped ones included. */
    listContainers: (labels: Labels): Promise<ContainerSummary[]> =>
      brief(async (abortSignal) => {
        const found = await docker.listContainers({ all: true, filters: byLabels(labels), abortSignal });
        return found.map(({ Id, Names, Labels, State }) => ({
          id: Id,
          name: Names[0]?.replace(/^\//, '') ?? '',
          labels: Labels,
          running: State === 'running' || State === 'paused' || State === 'restarting',
        }));
      }),

    /** false when it ran already. */
    startContainer: (idOrName: string): Promise<boolean> =>
      changed(lengthy(async (abortSignal) => container(idOrName).start({ abortSignal }))),

    /** Asks to end, kills after the grace (whole seconds, rounded up), waits. false: it did not run, or is not there. */
    stopContainer: (idOrName: string, graceMs: number): Promise<boolean> =>
      changed(
        orNull(
          within(graceMs + lengthyMs, async (abortSignal) => {
            await container(idOrName).stop({ t: Math.ceil(graceMs / 1000), abortSignal });
            return 'stopped';
          }),
        ),
      ),

    /** false: it does not run, or is not there. */
    killContainer: (idOrName: string, signal = 'SIGKILL'): Promise<boolean> =>
      changed(
        orNull(
          lengthy(async (abortSignal) => {
            await container(idOrName).kill({ signal, abortSignal });
            return 'killed';
          }),
        ),
        409,
      ),

    /** Resolves with the exit code when it does not run any more. */
    waitContainer: (idOrName: string, waitMs: number): Promise<number> =>
      within(waitMs, async (abortSignal) => {
        const { StatusCode } = (await container(idOrName).wait({ abortSignal })) as { StatusCode: number };
        return StatusCode;
      }),

    /** Kills it if it runs; named volumes stay. Not there: success. A removal that is under way already is `conflict`. */
    removeContainer: async (idOrName: string): Promise<void> =>
      void (await orNull(
        lengthy((abortSignal) => container(idOrName).remove({ force: true, v: true, abortSignal })),
      )),

    /** Changes what can be changed of a container that exists, such as its share of CPU. */
    updateContainer: (idOrName: string, resources: { CpuShares: number }): Promise<void> =>
      brief(async (abortSignal) => void (await container(idOrName).update({ ...resources, abortSignal }))),

    /** null: no such container, or it does not run. */
    stats: (idOrName: string): Promise<ContainerStats | null> =>
      orNull(
        brief(async (abortSignal) =>
          readStats(
            await container(idOrName).stats({ stream: false, 'one-shot': true, abortSignal } as {
              stream: false;
            }),
          ),
        ),
      ),
  };
}
