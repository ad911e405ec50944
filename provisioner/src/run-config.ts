import type { Logger } from 'pino';
import type { MembershipConfig } from '@rockpool/db/membership/env';
import type { KeyRing } from '@rockpool/db/secrets';
import type { Driver } from './drivers/driver.ts';
import type { DriverConfig } from './drivers/open-driver.ts';
import type { HostConfig } from './hosts/host.ts';
import type { OpenUrls } from './reconcile/settings.ts';
import type { Reach } from './render/reach.ts';

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
