/** The host that this provisioner serves: what it is to others, from its first beat to its last job. */
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import type { Driver } from '../drivers/driver.ts';
import { currentBoot } from '../drivers/process/identity.ts';
import { every } from '../every.ts';
import type { Metrics } from '../metrics.ts';
import { findRefusal } from '../own-instances.ts';
import { beat, findRival } from './beat.ts';
import { createGatewaysHere } from './gateways-here.ts';
import { livesHere, type HostConfig } from './host.ts';
import { findOldVolumes, stopAllHere } from './lost.ts';
import { createPlacing } from './place.ts';
import { gatewayRoute } from './relay.ts';
import { serveRelay, type RelayServer, type Route } from './relay-server.ts';
import { callWaiting, takeBackOffers } from './waiting.ts';

export type ThisHostOptions = {
  config: HostConfig;
  db: Db;
  driver: Driver;
  /** what bounds a computer's disk, one sentence */
  disk: string;
  log: Logger;
  metrics: Pick<Metrics, 'relayCalls'>;
  ending: AbortSignal;
  /** an operator declared this host lost while it runs: its programs are stopped, and the service is to end */
  end: () => void;
};

const waitingLookMs = 2_000;

export function createThisHost(options: ThisHostOptions) {
  const { config, db, driver, disk, log, metrics, ending } = options;
  const { name, address, relayPort } = config;
  const gateways = createGatewaysHere({ driver, livesHere: (id) => livesHere(db, name, id) });
  const beating = { db, log, host: config, driver: driver.name, disk, boot: currentBoot(), declaredLost };
  const quiet = (error: unknown) => log.debug({ err: error }, 'left to the next time');
  let relay: RelayServer | undefined;
  let beats: ReturnType<typeof beat> | undefined;
  let looks: Promise<void>[] = [];
  let stopping: Promise<void> | undefined;

  function declaredLost() {
    if (ending.aborted) return;
    stopping ??= stopAll();
    void stopping.then(options.end);
  }
  const stopAll = () =>
    stopAllHere({ driver, log, host: name }).catch((error: unknown) =>
      log.error({ err: error }, 'programs were not stopped'),
    );

  return {
    gateways,
    place: createPlacing({ db, host: name }),
    /** The address under which others reach a gateway that answers at `endpoint` here. */
    publish: (id: string, endpoint: string) => (address === null ? endpoint : `${address}/gateways/${id}`),

    /**
     * Why nothing may begin, for the operator; null when it may, also while the database is away: nothing can begin then either,
     * and `observe` holds every single instance to the same rule afterwards.
     */
    findRefusal: async (): Promise<string | null> =>
      (await findRival(beating).catch(() => null)) ??
      (await findOldVolumes({ db, driver, host: name, log }).catch(() => null)) ??
      (await findRefusal(db, driver, name).catch(() => null)),

    /**
     * A computer has a place on a host that is known, so it is to be called before any job is taken. Throws when the relay's port
     * is taken; `end` is due then too. `routes`: what the relay serves besides the gateways.
     */
    async begin(routes: readonly Route[]): Promise<void> {
      beats = beat(beating, ending, quiet);
      await beats.first;
      const count = (outcome: string) => metrics.relayCalls.inc({ outcome });
      if (relayPort !== null)
        relay = await serveRelay(relayPort, [gatewayRoute({ locate: gateways.locate, count }), ...routes]);
      looks = [callWaiting, takeBackOffers].map((look) =>
        every(waitingLookMs, ending, () => look(db, name), quiet),
      );
    },

    /** After the last job, with `ending` aborted. */
    async end(): Promise<void> {
      await relay?.close();
      await Promise.all([...looks, beats?.ended]);
      // A start that was under way when its host was declared lost may have ended after the programs were stopped.
      if (stopping) await stopAll();
      if (beats) await beats.sayFarewell().catch(quiet);
    },
  };
}
