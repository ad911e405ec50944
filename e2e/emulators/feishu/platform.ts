import type { EmulatorBench } from '../core/server.ts';
import type { Live } from '../core/live.ts';
import type { GroupRobots } from './group-robots.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Registration } from './registration.ts';
import type { LongConnections } from './socket/long-connections.ts';
import type { FeishuState } from './state.ts';

/** Times and switches of the simulated platform. */
export interface FeishuOptions {
  /** how long an event may stay unacknowledged before it is pushed again */
  readonly ackTimeoutMs: number;
  /** pushes of one event in all, re-pushes included */
  readonly pushesMax: number;
  /** seconds; what a client is told about pings and reconnects */
  readonly clientConfig: {
    readonly ReconnectCount: number;
    readonly ReconnectInterval: number;
    readonly ReconnectNonce: number;
    readonly PingInterval: number;
  };
  readonly pollIntervalSeconds: number;
  readonly codeLifeSeconds: number;
  /** HTTP status of business errors: the message API is known for 400, clients report 200 for CardKit */
  readonly messageErrorStatus: 200 | 400;
  readonly cardErrorStatus: 200 | 400;
  /** the platform's frequency limits are applied */
  readonly rateLimits: boolean;
  /** what a browser uses to reach this server; the listener's own address when absent */
  readonly publicUrl?: string;
}

export const defaultOptions: FeishuOptions = {
  ackTimeoutMs: 3000,
  pushesMax: 5,
  // Much shorter than the real 120/30/120, so that a restarted emulator is found again within a second.
  clientConfig: { ReconnectCount: -1, ReconnectInterval: 1, ReconnectNonce: 0, PingInterval: 30 },
  pollIntervalSeconds: 5,
  codeLifeSeconds: 600,
  messageErrorStatus: 400,
  cardErrorStatus: 200,
  rateLimits: false,
};

/** What the parts of the emulator share. */
export interface Platform {
  readonly options: FeishuOptions;
  readonly bench: EmulatorBench;
  readonly state: FeishuState;
  readonly registrations: Map<string, Registration>;
  readonly connections: LongConnections;
  readonly limits: RateLimits;
  readonly robots: GroupRobots;
  readonly live: Live;
  /** origin as browsers reach it */
  publicUrl(): string;
  /** tells pages and waiting tests that a message is new or different */
  messageChanged(messageId: string): void;
}
