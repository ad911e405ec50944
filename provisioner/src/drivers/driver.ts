/**
 * What runs instances: a driver. The promises here are what `contract/` tests on every driver.
 *
 * Of all verbs:
 * - An instance is named by its id, a UUID; anything else is refused by throwing, before anything is touched.
 * - Every verb may be called twice, after a crash between any two of its steps, and by two provisioners at once: a driver
 *   serialises the changes of one instance across processes and never runs it twice.
 * - A verb throws when it could not find out or could not do what it promises (daemon down, disk full). A throw never means
 *   "absent": only a definite not-found does.
 * - Instants are the machine's wall clock in ms since the epoch, not the service's movable clock.
 */
import type { Readable } from 'node:stream';

/** The files that the platform renders into the state directory. */
export const stateFileNames = ['openclaw.json', 'rockpool.json', '.env'] as const;
export type StateFileName = (typeof stateFileNames)[number];

export type StateFile = {
  name: StateFileName;
  text: string;
  /** holds secrets: readable by the instance alone */
  secret: boolean;
};

/** What an instance is started with; a difference here is taken over by a restart only. A driver names what it cannot hold. */
export type LaunchSettings = {
  /** bound of the memory of all that runs inside */
  memoryMiB: number;
  /** bound of the CPU time of all that runs inside, in cores */
  cpus: number;
  /** bound of the number of processes and threads */
  pids: number;
  /** bound of the volume */
  diskMiB: number;
};

export type InstanceSpec = {
  id: string;
  files: readonly StateFile[];
  /** grows with every restart that was asked for */
  restarts: number;
  launch: LaunchSettings;
};

/** Why a program ended. `asked`: by `stop`. `killed`: by a signal from elsewhere. `unknown`: nobody was there to see it. */
export type ExitReason = 'asked' | 'crashed' | 'oom' | 'killed' | 'unknown';

/** code is null after a signal, both are null when nobody saw the end. */
export type Exit = { reason: ExitReason; code: number | null; signal: string | null };

export type Alive = {
  /** http origin of the gateway, without a slash at the end */
  endpoint: string;
  /**
   * `hashFiles` of the files that the program has now, whoever wrote them; empty when that is not known yet, and then an
   * `apply` brings them again
   */
  filesHash: string;
  /** `spec.restarts` of the start that made this run */
  restarts: number;
  /** what `launchOf` said at that start */
  launch: string;
  startedAt: number;
};

/**
 * - absent: neither program nor volume.
 * - half: what an import left that did not come to its end, beside or in place of what was there. Nothing is started from it.
 * - stopped: a volume without a program. `exit` is null when none ran since the volume was made or a start was cut off.
 * - starting: the program runs, its port does not answer yet.
 * - running: its port takes connections. Whether the gateway behind it is well is for the reader of its control API.
 */
export type Observation =
  | { state: 'absent' }
  | { state: 'half' }
  | { state: 'stopped'; exit: Exit | null }
  | ({ state: 'starting' } & Alive)
  | ({ state: 'running' } & Alive);

export type ApplyDid = 'nothing' | 'rewrote' | 'started' | 'restarted';

export type Stats = {
  /** proportional set size where the platform has it, else resident */
  memoryBytes: number;
  /** CPU time used since the start */
  cpuMs: number;
};

/**
 * A volume on its way to another host.
 * - `tar`: every entry in a folder `data`, with modes, times, links and names as they are, owned by the user of the programs; without what
 *   the platform renders. Fails, so that it is never taken for whole, when not all could be read; ending it early is allowed.
 * - `bytesAbout`: what it holds, as near as can be told without reading it; null when it cannot.
 */
export type VolumeExport = { tar: Readable; bytesAbout: number | null };

/** too_large: the disk's bound here, or the space that is left, is less than the volume holds. */
export type ImportResult = { kind: 'imported' } | { kind: 'too_large'; message: string };

export interface Driver {
  readonly name: string;
  /**
   * Whether walls are known to stand between instances, the host and private networks, so that what runs inside one may be the
   * user's own commands. Read at every rendering: it turns true when a probe has seen them, and false when one saw a hole.
   */
  readonly walls: boolean;
  /** where the gateway has to listen, so that the endpoint reaches it: its own loopback or every address it has */
  readonly bind: 'loopback' | 'lan';

  /** What the driver calls this instance. Known before the first `apply`, the same for ever, safe to store. */
  handleOf(id: string): string;

  /**
   * Names what a start with these settings would run now (program, limits); a run made under another name is restarted by
   * `apply`. Throws when the program is not there.
   */
  launchOf(launch: LaunchSettings): Promise<string>;

  /**
   * Creates the instance or makes it as the spec says; returns as soon as the program runs, without waiting until it answers.
   * - Absent or stopped: it starts on its own volume with these files.
   * - Runs, nothing differs: nothing happens, no file is touched.
   * - Runs, only files differ: those are replaced, each atomically, without a restart.
   * - Runs, `restarts` is greater than that of the run, or the launch differs: drained by `graceMs`, then started anew.
   * A smaller `restarts` than that of the run changes nothing. Nothing else in the volume is ever touched.
   * A program that ends at once is not an error here: `observe` tells.
   */
  apply(spec: InstanceSpec, options: { graceMs: number }): Promise<{ did: ApplyDid }>;

  /**
   * Ends the program and keeps the volume: asked to end (it drains), killed after `graceMs`. Resolves when it is gone.
   * Already stopped, or not there: success.
   */
  stop(id: string, options: { graceMs: number }): Promise<void>;

  /** Ends the program at once and removes program and volume, also half of one. Not there, or half removed by an earlier try: success. */
  destroy(id: string): Promise<void>;

  /** The volume of a stopped instance, which stays stopped meanwhile. Throws while it runs, and when it is absent or half. */
  exportVolume(id: string): Promise<VolumeExport>;

  /**
   * Puts a volume in place of whatever there is of that instance, whole or not at all: until `verify` has resolved, which is called
   * when the tar has ended, and after any interruption, the instance is half. Refuses devices and places outside of the volume.
   * Throws while the instance runs, when the tar fails and when `verify` rejects. Calling it again begins anew.
   */
  importVolume(
    id: string,
    launch: LaunchSettings,
    tar: Readable,
    verify: () => Promise<void>,
  ): Promise<ImportResult>;

  /** Never waits for a change under way, never changes anything an instance can see. */
  observe(id: string): Promise<Observation>;

  /** Everything of this installation that has a program or a volume, known to the database or not. */
  list(): Promise<{ id: string; alive: boolean }[]>;

  /** The last lines the program wrote, oldest first, at most `tail`; of earlier runs too where they are kept. Not there: empty. */
  logs(id: string, options: { tail: number }): Promise<string[]>;

  /** null while it does not run. */
  stats(id: string): Promise<Stats | null>;

  /**
   * Calls back with the id when a program of this installation may have ended. A hint: some are missed, some are wrong.
   * Returns how to end it.
   */
  watch(changed: (id: string) => void): () => void;
}
