import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import type { Wake } from '@rockpool/db/jobs';
import type { Driver } from '../drivers/driver.ts';
import type { GatewayAt } from '../gateway-call.ts';
import type { Candidate, Placed } from '../hosts/place.ts';
import type { InstanceLocks } from '../instance-locks.ts';
import type { Metrics } from '../metrics.ts';
import type { Moves } from '../moves/moves.ts';
import type { LoadOptions } from './load.ts';
import type { InstanceStatus } from './record.ts';
import type { StartSlots } from './start-slots.ts';

/** What a reconcile works with. */
export type ReconcileDeps = {
  db: Db;
  driver: Driver;
  /** which host this is */
  host: string;
  /** finds a place for one that lives nowhere */
  place: (candidate: Candidate) => Promise<Placed>;
  /** the address under which others reach a gateway that answers at `endpoint` */
  publish: (id: string, endpoint: string) => string;
  /** it lives on another host */
  leaves: (id: string) => void;
  moves: Moves;
  locks: InstanceLocks;
  slots: StartSlots;
  loading: Omit<LoadOptions, 'exec'>;
  planWake: (wake: Wake) => Promise<void>;
  writeStatus: (status: InstanceStatus) => Promise<void>;
  /** the gateway of this instance runs, or null: it does not */
  heard: (id: string, gateway: GatewayAt | null) => void;
  /** before a program is stopped because its days are over; bounded, never rejects */
  sayLastWords: (id: string, gateway: GatewayAt) => Promise<void>;
  /** its owner hears what was lost with a host; bounded, never rejects */
  tellLoss: (id: string, gateway: GatewayAt) => Promise<void>;
  log: Logger;
  metrics: Metrics;
  /** aborted when the service is about to end: what is begun is left to whoever comes next */
  ending: AbortSignal;
  /** called between the steps, for tests that end the process there */
  crashPoint: (moment: string) => void;
};

/**
 * busy: another reconcile of this instance runs; crowded: too many starts wait already. Both are to be tried again.
 * elsewhere: its job belongs to another host.
 */
export type Outcome = 'done' | 'busy' | 'crowded' | 'elsewhere';
