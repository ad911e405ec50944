/**
 * The way to one Docker engine, by its socket: every call has a time-out, every failure is an `EngineError`. Nothing else in this
 * package imports dockerode.
 */
import { Agent } from 'node:http';
import Docker from 'dockerode';
import { namedError, type EngineError } from './engine-error.ts';
import type { Labels } from './engine-answer.ts';

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

export type EngineConnection = ReturnType<typeof connectEngine>;

type Call<T> = (abortSignal: AbortSignal) => Promise<T>;

const briefMs = 10_000;
export const lengthyMs = 60_000;

/** Connects with the first call. `timeoutMs` shortens `brief`, `lengthy` and `opening`. */
export function connectEngine(socketPath: string, timeoutMs: number) {
  // `host` wins over the socket and would come from DOCKER_HOST; kept connections would be stale after the engine's restart.
  const docker = new Docker({
    socketPath,
    protocol: 'http',
    ...({ host: undefined, agent: new Agent({ keepAlive: false }) } as object),
  });
  const named = (error: unknown, timedOutMs: number | null = null): EngineError =>
    namedError(error, { socketPath, timedOutMs });

  async function within<T>(ms: number, call: Call<T>): Promise<T> {
    const abortSignal = AbortSignal.timeout(ms);
    try {
      return await endedBy(abortSignal, call);
    } catch (error) {
      throw named(error, abortSignal.aborted ? ms : null);
    }
  }

  return {
    docker,
    socketPath,
    named,
    within,
    brief: <T>(call: Call<T>) => within(Math.min(briefMs, timeoutMs), call),
    lengthy: <T>(call: Call<T>) => within(Math.min(lengthyMs, timeoutMs), call),

    /** For what stays open: the time-out is that of the engine's first answer. */
    async opening<T>(call: Call<T>, until?: AbortSignal): Promise<T> {
      const late = new AbortController();
      const ms = Math.min(briefMs, timeoutMs);
      const timer = setTimeout(() => late.abort(), ms);
      try {
        return await endedBy(AbortSignal.any(until ? [late.signal, until] : [late.signal]), call);
      } catch (error) {
        throw named(error, late.signal.aborted ? ms : null);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** With the signal also where the call itself would not end: an answer whose connection breaks in the middle is waited for for ever. */
async function endedBy<T>(signal: AbortSignal, call: Call<T>): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal.reason as Error);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([call(signal), ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** What the engine takes but the types of dockerode do not know. */
export const bare =
  <T>(of: object, method: () => Promise<T>) =>
  (options: object) =>
    (method as (options: object) => Promise<T>).call(of, options);
