/** The walls of an installation on a Docker engine: put up, tried, watched and told. */
import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import type { Db } from '@rockpool/db/client';
import { readReport, writeReport } from '@rockpool/db/platform-reports';
import type { Engine } from '../drivers/docker/engine.ts';
import { bridgePrefix } from '../drivers/docker/names.ts';
import { currentBoot } from '../drivers/process/identity.ts';
import { enqueueAll } from '../reconcile/sweep.ts';
import { engineNameServers } from './engine-name-servers.ts';
import { createFirewall } from './firewall.ts';
import { kernelHasIPv6 } from './ipv6.ts';
import { probe } from './probe.ts';
import { readResolvers } from './resolvers.ts';
import type { HostPort, WallsInput } from './rules.ts';
import { watchWalls, type Walls } from './watch.ts';

export type InstallationWalls = {
  installation: string;
  /** tag of the runtime image */
  image: string;
  /** range of the instances' networks */
  tenantSubnets: string;
  /** the right-hand sides of `SANDBOX_REACH` */
  open: readonly HostPort[];
  /** name servers besides those that can be found out */
  nameServers?: readonly string[];
};

/** a name that instances connect to */
const publicName = 'open.feishu.cn';

/** What the rules are made of, read anew each time. Without an engine it is not asked for its own name servers. */
export const readWallsInput =
  ({
    installation,
    open,
    nameServers = [],
    engine,
  }: Pick<InstallationWalls, 'installation' | 'open' | 'nameServers'> & { engine?: Engine }) =>
  async (): Promise<WallsInput> => {
    const own = engine ? await engineNameServers(engine, installation) : [];
    const resolvers = [...new Set([...(await readResolvers()), ...nameServers, ...own])];
    return { installation, interfacePrefix: bridgePrefix(installation), resolvers, open };
  };

export const probeOf = (engine: Engine, options: InstallationWalls) => (rulesStand: boolean) =>
  probe({ ...options, engine, publicName, ipv6: kernelHasIPv6(), rulesStand });

/** Begins at once. The rules outlive it: instances go on when the provisioner ends. */
export function startWalls({
  db,
  host,
  log,
  registry,
  engine,
  ...options
}: InstallationWalls & { db: Db; host: string; log: Logger; registry: Registry; engine: Engine }): Walls {
  const subject = `walls:${host}` as const;
  const walls = watchWalls({
    firewall: createFirewall(readWallsInput({ ...options, engine })),
    probe: probeOf(engine, options),
    published: async () =>
      // one from before there were hosts names the run of the machine too
      ((await readReport(db, subject)) ?? (await readReport(db, 'walls')))?.report,
    publish: (report) => writeReport(db, subject, report),
    // what may run inside an instance follows the walls
    changed: async () => void (await enqueueAll(db, host)),
    log,
    boot: currentBoot(),
  });
  new Gauge({
    name: 'rockpool_walls_closed',
    help: 'Whether the last probe saw everything closed that must be: 1, else 0.',
    registers: [registry],
    collect() {
      this.set(walls.closed() ? 1 : 0);
    },
  });
  return walls;
}
