/**
 * The provisioner: makes instances what the database says they should be. Two loops: jobs say "this one, now", timers find
 * what no job tells. It owns nothing that runs: killed at any moment, another one carries on from the database and the driver.
 */
import { availableParallelism } from 'node:os';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { closeDb, createDb, createPool, type Db } from '@rockpool/db/client';
import { addReconcileJob } from '@rockpool/db/jobs';
import { membershipSource } from '@rockpool/db/membership/all';
import type { MembershipConfig } from '@rockpool/db/membership/env';
import type { KeyRing } from '@rockpool/db/secrets';
import type { Driver } from './drivers/driver.ts';
import { assertMayStart, openDriver, type DriverConfig } from './drivers/open-driver.ts';
import { createEngine } from './drivers/docker/engine.ts';
import { lowLimits, readKernelLimits } from './drivers/docker/kernel-limits.ts';
import type { HostConfig } from './hosts/host.ts';
import { tellLoss } from './hosts/tell-loss.ts';
import { createThisHost } from './hosts/this-host.ts';
import { serveHealth } from './health.ts';
import { answerLogs, forgetLogs } from './instance-logs.ts';
import { createInstanceLocks } from './instance-locks.ts';
import { createLog } from './log.ts';
import type { GatewayAt } from './gateway-call.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { registerLooks } from './metrics/looks.ts';
import { discard, enqueueDiscards } from './moves/discard.ts';
import { createMoves } from './moves/moves.ts';
import { volumeRoute } from './moves/serve-volume.ts';
import { graceMs } from './reconcile/act.ts';
import { createDriverBack } from './reconcile/driver-back.ts';
import { createHints } from './reconcile/hints.ts';
import { createInstanceReader } from './reconcile/read-instances.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { rescueJobs } from './reconcile/rescue.ts';
import type { OpenUrls } from './reconcile/settings.ts';
import { createStatusWriter } from './reconcile/status-writer.ts';
import { createStartSlots } from './reconcile/start-slots.ts';
import { enqueueAll, sweep } from './reconcile/sweep.ts';
import { createWakePlanner } from './reconcile/wakes.ts';
import { remind, sayLastWords } from './reminders/remind.ts';
import type { Reach } from './render/reach.ts';
import { answerRequest } from './requests/answer.ts';
import { createRequestWatch, type RequestWatchOptions } from './requests/watch.ts';
import { kernelHasIPv6 } from './walls/ipv6.ts';
import { startWalls } from './walls/walls.ts';
import type { Walls } from './walls/watch.ts';
import { startWorker } from './worker.ts';
import { every } from './every.ts';

export type RunConfig = {
  databaseUrl: string;
  keys: KeyRing;
  /** which host this is, among those that share the database */
  host: HostConfig;
  driver: DriverConfig;
  /** a folder on the file system that holds the volumes, whose free space is measured; default that of the instances */
  volumesDir?: string | undefined;
  /** of /healthz and /metrics; 0 = a free one */
  port: number;
  openUrls: OpenUrls;
  /** origin of the portal's pages: linked in reminders, and what makes /renew known in the chats; default: neither */
  portalUrl?: string | undefined;
  /** where plans are known besides the database; default nowhere */
  membership?: MembershipConfig;
  /** addresses that instances reach by others than the portal names; none by default */
  reach?: readonly Reach[];
  /** name servers that the walls let instances ask, besides those that can be found out; none by default */
  nameServers?: readonly string[];
  /** drain and stop every instance when the service ends; what should run is started again by the next one */
  stopInstancesOnExit: boolean;
  logLevel: string;
};

export type RunOptions = {
  log?: Logger;
  /** in place of the one that the configuration names, for tests and measurements */
  driver?: Driver;
  /** called between the steps, for tests that end the process there */
  crashPoint?: (moment: string) => void;
};

export type Service = {
  /** of /healthz and /metrics */
  port: number;
  /** Drains: no new jobs, those under way end. Calling it again waits for the same end. */
  stop(): Promise<void>;
};

const startsPerCore = 2;
/** starts that may wait for their turn here; more of them are left in the queue for a moment */
const startsWaitingMax = 300;
/** jobs at once besides starts */
const looksMax = 32;
const sweepEveryMs = 30_000;
const rescueEveryMs = 2_000;
const hintEveryMs = 1_000;
const adoptTryEveryMs = 1_000;

export async function run(config: RunConfig, options: RunOptions = {}): Promise<Service> {
  const log = options.log ?? createLog(config.logLevel);
  if (!options.driver) await assertMayStart(config.driver);
  const crashPoint = options.crashPoint ?? (() => {});
  const onIdleError = (error: Error) => log.debug({ err: error }, 'database connection lost');
  const db = createDb(config.databaseUrl, { max: 10, onIdleError });
  const locks = createInstanceLocks(config.databaseUrl, log);
  let walls: Walls | undefined;
  const opened = openDriver(config.driver, {
    isRoot: process.getuid?.() === 0,
    ipv6: kernelHasIPv6(),
    walls: () => walls?.closed() ?? false,
    crashPoint,
  });
  const driver = options.driver ?? opened.driver;
  const startsMax = startsPerCore * availableParallelism();
  // Starts may all wait; expiries and looks still find a free hand.
  const concurrency = startsMax + startsWaitingMax + looksMax;
  // What was seen can be seen again, and a job that is lost with its database's machine is found missing by the sweep.
  const queuePool = createPool(config.databaseUrl, { max: 10, onIdleError, durable: false });
  const slots = createStartSlots({ slots: startsMax, waitingMax: startsWaitingMax });
  const metrics = createMetrics({ readStarts: () => slots.taken });
  const ending = new AbortController();
  const host = config.host.name;
  // Asked for at every beat, so that one that comes before all has begun is not the last.
  let end: () => Promise<void> = async () => {};
  const thisHost = createThisHost({
    ...{ config: config.host, db, driver, disk: opened.disk, log, metrics, ending: ending.signal },
    end: () => void end(),
  });
  const { gateways, place, publish } = thisHost;
  const looks = registerLooks(metrics.registry, {
    db,
    driver,
    host,
    locate: gateways.locate,
    volumes: config.volumesDir ?? volumesDirOf(config.driver),
    ending: ending.signal,
  });
  const moving = { db, driver, host, keys: config.keys, log, ending: ending.signal, crashPoint };
  const moves = createMoves(moving);
  const loading = {
    takeTurn: moves.takeTurn,
    read: createInstanceReader(db),
    keys: config.keys,
    openUrls: config.openUrls,
    reach: config.reach ?? [],
    bind: driver.bind,
    portalUrl: config.portalUrl ?? null,
  };
  const planWake = createWakePlanner(db);
  const reminding = {
    ...{ db, log, metrics, crashPoint, keys: config.keys, ending: ending.signal },
    portalUrl: config.portalUrl ?? null,
  };
  const requests = config.portalUrl
    ? watchRequests({ db, log, metrics, ending: ending.signal }, config.portalUrl, config.membership)
    : null;
  const deps = {
    db,
    driver,
    host,
    place,
    publish,
    leaves: (id: string) => {
      gateways.forget(id);
      requests?.remove(id);
    },
    moves,
    locks,
    slots,
    loading,
    planWake,
    writeStatus: createStatusWriter(queuePool),
    heard: (id: string, gateway: GatewayAt | null) => {
      gateways.note(id, gateway?.endpoint ?? null);
      if (gateway) requests?.add(id, gateway);
      else requests?.remove(id);
    },
    sayLastWords: (id: string, gateway: GatewayAt) => sayLastWords(reminding, id, gateway),
    tellLoss: (id: string, gateway: GatewayAt) => tellLoss(reminding, id, gateway),
    log,
    metrics,
    ending: ending.signal,
    crashPoint,
  };

  const server = await serveHealth(config.port, () => readHealth(db), metrics);
  const close = async () => {
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    await locks.close();
    await queuePool.end();
    await closeDb(db);
  };
  const refusal = await thisHost.findRefusal();
  if (refusal) {
    ending.abort();
    await close();
    throw new Error(refusal);
  }
  if (config.driver.name === 'docker' && !options.driver) {
    const { socketPath, installation, image, subnets: tenantSubnets } = config.driver;
    const open = (config.reach ?? []).map(({ to }) => to);
    const engine = createEngine(socketPath);
    walls = startWalls({
      db,
      host,
      log,
      registry: metrics.registry,
      engine,
      installation,
      image,
      tenantSubnets,
      open,
      nameServers: config.nameServers ?? [],
    });
    // before anything starts behind them
    await walls.ready;
  }
  const quiet = (error: unknown) => log.debug({ err: error }, 'left to the next time');
  await thisHost.begin([volumeRoute(moving)]).catch(async (error: unknown) => {
    ending.abort();
    await Promise.all([thisHost.end(), walls?.stop()]);
    await close();
    throw error;
  });
  const worker = startWorker({
    pool: queuePool,
    locks,
    log,
    concurrency,
    host,
    reconcile: (id, job) => reconcile(deps, id, job),
    sweep: () => sweep(deps),
    readLogs: (id) => answerLogs(deps, id),
    remind: (id) => remind(reminding, id),
    discard: (id) => discard(deps, id),
  });
  const hints = createHints((id) => addReconcileJob(db, id));
  const unwatch = driver.watch((id) => {
    hints.add(id);
    void hints.flush().catch(quiet);
  });
  const timers = [
    every(hintEveryMs, ending.signal, () => hints.flush(), quiet),
    every(sweepEveryMs, ending.signal, () => worker.addSweep(), quiet),
    every(sweepEveryMs, ending.signal, () => forgetLogs(db), quiet),
    every(rescueEveryMs, ending.signal, () => rescueJobs(db, log, metrics), quiet),
    every(sweepEveryMs, ending.signal, () => enqueueDiscards(db, host), quiet),
    every(rescueEveryMs, ending.signal, createDriverBack({ db, driver, host, log }), quiet),
    ...looks.map(({ pauseMs, look }) => every(pauseMs, ending.signal, look, quiet)),
  ];
  const adopted = every(
    adoptTryEveryMs,
    ending.signal,
    async () => {
      const instances = await enqueueAll(db, host);
      log.info({ instances }, 'every instance is looked at');
      if (driver.name === 'docker')
        for (const low of lowLimits(await readKernelLimits(), instances)) log.warn(low);
      await worker.addSweep();
      return 'enough';
    },
    quiet,
  );
  const { port } = server.address() as AddressInfo;
  log.info({ port, host, driver: driver.name, disk: opened.disk }, 'provisioner runs');

  const stop = async () => {
    log.info('provisioner ends');
    ending.abort();
    unwatch();
    await worker.stop();
    await walls?.stop();
    await thisHost.end();
    await Promise.all([...timers, adopted]);
    if (config.stopInstancesOnExit) await stopAll(driver, log);
    await close();
  };
  let stopped: Promise<void> | undefined;
  end = () => (stopped ??= stop());
  return { port, stop: end };
}

/** Answers what owners ask in their chats. */
function watchRequests(
  { db, log, metrics, ending }: Pick<RequestWatchOptions, 'log' | 'ending'> & { db: Db; metrics: Metrics },
  portalUrl: string,
  membership: MembershipConfig = { api: null },
) {
  const memberships = membershipSource(db, membership, {
    onFailure: (why) => log.warn({ why }, 'the membership API did not answer'),
  });
  return createRequestWatch({
    ...{ log, ending },
    answer: (id, request) => answerRequest({ db, memberships, metrics, portalUrl }, id, request),
  });
}

/** Where the volumes are, as far as that can be told from here. */
const volumesDirOf = (driver: DriverConfig) =>
  driver.name === 'process' ? driver.instancesDir : driver.disks;

/** Drains everything at once: the programs only wait for their turns. */
async function stopAll(driver: Driver, log: Logger) {
  const alive = (await driver.list()).filter((each) => each.alive);
  log.info({ instances: alive.length }, 'instances are stopped');
  const results = await Promise.allSettled(alive.map(({ id }) => driver.stop(id, { graceMs })));
  for (const result of results)
    if (result.status === 'rejected') log.error({ err: result.reason }, 'not stopped');
}

async function readHealth(db: ReturnType<typeof createDb>) {
  const reachable = await db.$queryRaw`select 1`.then(
    () => true,
    () => false,
  );
  return { ok: reachable, database: reachable ? ('reachable' as const) : ('unreachable' as const) };
}
