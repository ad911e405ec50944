/**
 * One Docker engine, by its socket. Small calls without judgment; every call has a time-out, every failure is an
 * `EngineError`. Nothing else in this package imports dockerode.
 */
import { Agent } from 'node:http';
import type { Readable } from 'node:stream';
import Docker from 'dockerode';
import { attachStdin as connectStdin } from './attach-stdin.ts';
import { EngineError, namedError } from './engine-error.ts';
import {
  readContainer,
  readEvent,
  readNetwork,
  readStats,
  readVolume,
  type Container,
  type ContainerStats,
  type ContainerSummary,
  type Labels,
  type Network,
  type Volume,
} from './engine-answer.ts';
import { readAll, readLines, splitOutput } from './engine-output.ts';

export type ContainerOptions = Omit<Docker.ContainerCreateOptions, 'name' | 'platform' | 'abortSignal'>;
export type NetworkOptions = Omit<Docker.NetworkCreateOptions, 'Name' | 'abortSignal'>;
export type VolumeOptions = { Labels: Labels; DriverOpts?: Record<string, string> };

/** What the engine answers to the questions after them. */
export type Answers = {
  container: Docker.ContainerInspectInfo;
  network: Docker.NetworkInspectInfo;
  volume: Docker.VolumeInspectInfo;
  stats: Docker.ContainerStats;
};

export type Engine = ReturnType<typeof createEngine>;

const briefMs = 10_000;
const lengthyMs = 60_000;

/** Connects with the first call. `timeoutMs` shortens the time-outs of all calls but those that wait for a container. */
export function createEngine(socketPath: string, { timeoutMs = lengthyMs }: { timeoutMs?: number } = {}) {
  // `host` wins over the socket and would come from DOCKER_HOST; kept connections would be stale after the engine's restart.
  const docker = new Docker({
    socketPath,
    protocol: 'http',
    ...({ host: undefined, agent: new Agent({ keepAlive: false }) } as object),
  });

  async function call<T>(ms: number, run: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    const abortSignal = AbortSignal.timeout(ms);
    try {
      return await run(abortSignal);
    } catch (error) {
      throw namedError(error, { socketPath, timedOutMs: abortSignal.aborted ? ms : null });
    }
  }
  const brief = <T>(run: (abortSignal: AbortSignal) => Promise<T>) => call(Math.min(briefMs, timeoutMs), run);
  const lengthy = <T>(run: (abortSignal: AbortSignal) => Promise<T>) =>
    call(Math.min(lengthyMs, timeoutMs), run);
  /** For what stays open: the time-out is that of the engine's first answer. */
  async function opening<T>(run: (abortSignal: AbortSignal) => Promise<T>, until?: AbortSignal): Promise<T> {
    const late = new AbortController();
    const ms = Math.min(briefMs, timeoutMs);
    const timer = setTimeout(() => late.abort(), ms);
    try {
      return await run(AbortSignal.any(until ? [late.signal, until] : [late.signal]));
    } catch (error) {
      throw namedError(error, { socketPath, timedOutMs: late.signal.aborted ? ms : null });
    } finally {
      clearTimeout(timer);
    }
  }
  const container = (idOrName: string) => docker.getContainer(idOrName);

  /** Writes to the program's standard input and resolves when the engine has taken all of it. */
  async function attachStdin(
    idOrName: string,
  ): Promise<{ writeLine(line: string): Promise<void>; end(): void }> {
    const stream = await opening((abortSignal) => connectStdin(socketPath, idOrName, abortSignal));
    const closed = new Promise<void>((resolve, reject) =>
      stream.once('close', resolve).once('error', reject),
    );
    closed.catch(() => {});
    stream.resume();
    return {
      // The engine closes its side when everything before the end has gone into the container's pipe.
      writeLine: (line) =>
        brief(async (signal) => {
          signal.addEventListener('abort', () => stream.destroy(new Error('not taken')));
          stream.end(`${line}\n`);
          await closed;
        }),
      end: () => void stream.destroy(),
    };
  }

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

    /** Id of the image with that tag (or id), null when there is none. */
    imageId: (tag: string) =>
      orNull(
        brief(async (abortSignal) => (await docker.getImage(tag).inspect({ abortSignal } as object)).Id),
      ),

    /** @param context tar of the build folder. Throws `failed` with the build's own words. */
    buildImage: (context: NodeJS.ReadableStream, tag: string, labels: Labels) =>
      call(300_000, async (abortSignal) => {
        const output = await docker.buildImage(context, { t: tag, labels, abortSignal } as object);
        for await (const line of readLines(output)) {
          const { error } = JSON.parse(line) as { error?: string };
          if (error) throw new Error(error);
        }
      }),
    removeImage: (tag: string) =>
      orNull(lengthy((abortSignal) => docker.getImage(tag).remove({ abortSignal, force: true }))),

    /** Throws `conflict` when the name is taken, `not_found` when image or network are not there. Returns the id. */
    createContainer: (name: string, options: ContainerOptions): Promise<string> =>
      lengthy(async (abortSignal) => {
        const query = { _query: { name }, _body: options, abortSignal };
        return (await docker.createContainer(query as Docker.ContainerCreateOptions)).id;
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
          call(graceMs + lengthyMs, async (abortSignal) => {
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
      call(waitMs, async (abortSignal) => {
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

    attachStdin,

    /** The last lines of both outputs in order, without their line ends; null: no such container. */
    logs: (idOrName: string, tail: number): Promise<string[] | null> =>
      orNull(
        brief(async (abortSignal) =>
          splitOutput(await container(idOrName).logs({ stdout: true, stderr: true, tail, abortSignal })),
        ),
      ),

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

    /** Puts a tar's files into a container that exists, running or not. */
    putArchive: (idOrName: string, tar: Buffer, path: string): Promise<void> =>
      brief(async (abortSignal) => void (await container(idOrName).putArchive(tar, { path, abortSignal }))),

    /** A tar of what is at the path. Throws `not_found` when container or path are not there. */
    getArchive: (idOrName: string, path: string): Promise<Buffer> =>
      brief(async (abortSignal) =>
        readAll(await container(idOrName).getArchive({ path, abortSignal } as { path: string })),
      ),

    /** As `getArchive`, while it comes; the engine is free of it when the stream has closed. */
    openArchive: (idOrName: string, path: string): Promise<Readable> =>
      opening(
        async (abortSignal) =>
          (await container(idOrName).getArchive({ path, abortSignal } as { path: string })) as Readable,
      ),

    /**
     * As `putArchive`, for as long as the tar takes to come: whoever sends it says when that is too long. Rejects when the tar
     * fails; what came before may be there then.
     */
    async fillArchive(idOrName: string, tar: Readable, path: string): Promise<void> {
      const cut = new AbortController();
      tar.once('error', () => cut.abort());
      try {
        await container(idOrName).putArchive(tar, { path, abortSignal: cut.signal });
      } catch (error) {
        throw namedError(error, { socketPath, timedOutMs: null });
      }
    },

    /**
     * Throws `conflict` when the name, the bridge's name or the address range is taken. The name alone does not keep two calls
     * at once from making twins; the bridge's name does.
     */
    createNetwork: (name: string, options: NetworkOptions): Promise<string> =>
      lengthy(async (abortSignal) => {
        const body = { Name: name, CheckDuplicate: true, ...options, abortSignal };
        return (await docker.createNetwork(body)).id;
      }),
    inspectNetwork: (idOrName: string): Promise<Network | null> =>
      orNull(
        brief(async (abortSignal) => {
          const network = docker.getNetwork(idOrName);
          return readNetwork(await bare(network, network.inspect)({ abortSignal }));
        }),
      ),
    listNetworks: (labels: Labels = {}): Promise<Network[]> =>
      brief(async (abortSignal) =>
        (await docker.listNetworks({ filters: byLabels(labels), abortSignal })).map(readNetwork),
      ),
    /** Not there: success. `failed` while a container runs in it. */
    removeNetwork: async (idOrName: string): Promise<void> =>
      void (await orNull(
        lengthy((abortSignal) => docker.getNetwork(idOrName).remove({ abortSignal } as object)),
      )),
    /** Takes a container out of a network by force. Not there: success. */
    disconnect: async (network: string, container: string): Promise<void> =>
      void (await orNull(
        lengthy((abortSignal) =>
          docker.getNetwork(network).disconnect({ Container: container, Force: true, abortSignal } as object),
        ),
      )),

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
        if (!signal.aborted) throw namedError(error, { socketPath, timedOutMs: null });
      }
      if (!signal.aborted)
        throw new EngineError('unreachable', `the Docker engine at ${socketPath} went away`);
    },
  };
}

const byLabels = (labels: Labels) => ({
  label: Object.entries(labels).map(([name, value]) => (value === '' ? name : `${name}=${value}`)),
});

/** Only a definite not-found is null. */
async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not_found') return null;
    throw error;
  }
}

/** false for null and for "is so already". */
async function changed(promise: Promise<unknown>, alreadySo = 304): Promise<boolean> {
  try {
    return (await promise) !== null;
  } catch (error) {
    if (error instanceof EngineError && error.status === alreadySo) return false;
    throw error;
  }
}

/** What the engine takes but the types of dockerode do not know. */
const bare =
  <T>(of: object, method: () => Promise<T>) =>
  (options: object) =>
    (method as (options: object) => Promise<T>).call(of, options);
