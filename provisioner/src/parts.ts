/** What a provisioner is made of, put together; nothing of it runs yet. */
import { availableParallelism } from 'node:os';
import { closeDb, createDb, createPool } from '@rockpool/db/client';
import { createEngine } from './drivers/docker/engine.ts';
import { openDriver, type DriverConfig } from './drivers/open-driver.ts';
import type { GatewayAt } from './gateway-call.ts';
import { tellLoss } from './hosts/tell-loss.ts';
import { createThisHost } from './hosts/this-host.ts';
import { createInstanceLocks } from './instance-locks.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { registerLooks } from './metrics/looks.ts';
import { createMoves } from './moves/moves.ts';
import { createInstanceReader } from './reconcile/read-instances.ts';
import type { ReconcileDeps } from './reconcile/reconcile-deps.ts';
import { createStartSlots } from './reconcile/start-slots.ts';
import { createStatusWriter } from './reconcile/status-writer.ts';
import { createWakePlanner } from './reconcile/wakes.ts';
import { sayLastWords } from './reminders/remind.ts';
import { watchRequests } from './requests/watch-requests.ts';
import type { RunConfig, RunOptions } from './run-config.ts';
import { kernelHasIPv6 } from './walls/ipv6.ts';
import { startWalls } from './walls/walls.ts';
import type { Walls } from './walls/watch.ts';

const startsPerCore = 2;
/** starts that may wait for their turn here; more of them are left in the queue for a moment */
const startsWaitingMax = 300;
/** jobs at once besides starts */
const looksMax = 32;

/** @param end ends the service, in order */
export function assemble(config: RunConfig, options: RunOptions, end: () => void) {
  const log = options.log ?? createLog(config.logLevel);
  const crashPoint = options.crashPoint ?? (() => {});
  const onIdleError = (error: Error) => log.debug({ err: error }, 'database connection lost');
  const db = createDb(config.databaseUrl, { max: 10, onIdleError });
  // What was seen can be seen again, and a job that is lost with its database's machine is found missing by the sweep.
  const queuePool = createPool(config.databaseUrl, { max: 10, onIdleError, durable: false });
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
  const slots = createStartSlots({ slots: startsMax, waitingMax: startsWaitingMax });
  const metrics = createMetrics({ readStarts: () => slots.taken });
  const aborted = new AbortController();
  const ending = aborted.signal;
  const { keys, portalUrl = null } = config;
  const host = config.host.name;
  const common = { db, log, metrics, ending };
  const thisHost = createThisHost({ ...common, config: config.host, driver, disk: opened.disk, end });
  const { gateways, place, publish } = thisHost;
  const looks = registerLooks(metrics.registry, {
    db,
    driver,
    host,
    ending,
    locate: gateways.locate,
    volumes: config.volumesDir ?? volumesDirOf(config.driver),
  });
  const moving = { db, driver, host, keys, log, ending, crashPoint };
  const moves = createMoves(moving);
  const reminding = { ...common, crashPoint, keys, portalUrl };
  const requests = portalUrl === null ? null : watchRequests(common, portalUrl, config.membership);
  const reconciling: ReconcileDeps = {
    ...common,
    driver,
    host,
    place,
    publish,
    moves,
    locks,
    slots,
    crashPoint,
    leaves: (id: string) => {
      gateways.forget(id);
      requests?.remove(id);
    },
    loading: {
      takeTurn: moves.takeTurn,
      read: createInstanceReader(db),
      keys,
      openUrls: config.openUrls,
      reach: config.reach ?? [],
      bind: driver.bind,
      portalUrl,
    },
    planWake: createWakePlanner(db),
    writeStatus: createStatusWriter(queuePool),
    heard: (id: string, gateway: GatewayAt | null) => {
      gateways.note(id, gateway?.endpoint ?? null);
      if (gateway) requests?.add(id, gateway);
      else requests?.remove(id);
    },
    sayLastWords: (id: string, gateway: GatewayAt) => sayLastWords(reminding, id, gateway),
    tellLoss: (id: string, gateway: GatewayAt) => tellLoss(reminding, id, gateway),
  };

  return {
    log,
    db,
    queuePool,
    driver,
    host,
    locks,
    metrics,
    thisHost,
    looks,
    moving,
    reminding,
    reconciling,
    /** what bounds a computer's disk, one sentence */
    disk: opened.disk,
    /** Starts may all wait; expiries and looks still find a free hand. */
    jobsMax: startsMax + startsWaitingMax + looksMax,
    ending,
    beginEnding: () => aborted.abort(),

    /** Resolves when they were tried once. A driver that was given has none. */
    async raiseWalls(): Promise<void> {
      if (config.driver.name !== 'docker' || options.driver) return;
      const { socketPath, installation, image, subnets: tenantSubnets } = config.driver;
      walls = startWalls({
        db,
        host,
        log,
        installation,
        image,
        tenantSubnets,
        registry: metrics.registry,
        engine: createEngine(socketPath),
        open: (config.reach ?? []).map(({ to }) => to),
        nameServers: config.nameServers ?? [],
      });
      await walls.ready;
    },
    /** The rules stay: instances go on. */
    leaveWalls: async (): Promise<void> => walls?.stop(),

    async close(): Promise<void> {
      await locks.close();
      await queuePool.end();
      await closeDb(db);
    },
  };
}

/** Where the volumes are, as far as that can be told from here. */
const volumesDirOf = (driver: DriverConfig) =>
  driver.name === 'process' ? driver.instancesDir : driver.disks;
