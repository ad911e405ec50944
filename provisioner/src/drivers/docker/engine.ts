/** One Docker engine, by its socket. Small calls without judgment. */
import { bare, connectEngine, lengthyMs } from './engine-connection.ts';
import { containersOf } from './engine-containers.ts';
import { eventsOf } from './engine-events.ts';
import { imagesOf } from './engine-images.ts';
import { networksOf } from './engine-networks.ts';
import { streamsOf } from './engine-streams.ts';
import { volumesOf } from './engine-volumes.ts';

export type Engine = ReturnType<typeof createEngine>;

/** Connects with the first call. `timeoutMs` shortens the time-outs of all calls but those that wait for a container. */
export function createEngine(socketPath: string, { timeoutMs = lengthyMs }: { timeoutMs?: number } = {}) {
  const connection = connectEngine(socketPath, timeoutMs);
  const { docker, brief } = connection;

  return {
    socketPath,

    /** Throws `unreachable` when no engine answers. */
    ping: () => brief(async (abortSignal) => void (await bare(docker, docker.ping)({ abortSignal }))),

    version: () =>
      brief(async (abortSignal) => {
        const { Version, ApiVersion } = await bare(docker, docker.version)({ abortSignal });
        return { version: Version, apiVersion: ApiVersion };
      }),

    /** Such as `name=userns`, when the engine gives containers' users other numbers than they have here. */
    securityOptions: (): Promise<string[]> =>
      brief(async (abortSignal) => {
        const info = (await bare(docker, docker.info)({ abortSignal })) as { SecurityOptions?: string[] };
        return info.SecurityOptions ?? [];
      }),

    ...imagesOf(connection),
    ...containersOf(connection),
    ...streamsOf(connection),
    ...networksOf(connection),
    ...volumesOf(connection),
    ...eventsOf(connection),
  };
}
