import type { EmulatorBench } from '../core/server.ts';
import type { DingtalkState } from './state.ts';
import type { StreamConnections } from './stream-connections.ts';

/** Times and switches of the simulated platform. */
export interface DingtalkOptions {
  /** how long a callback may stay unacknowledged before it is pushed again */
  readonly ackTimeoutMs: number;
  /** pushes of one callback in all */
  readonly pushesMax: number;
  /** between the `disconnect` frame and the end of the socket */
  readonly disconnectMs: number;
  /** between SYSTEM pings */
  readonly pingMs: number;
  readonly sessionWebhookLifeMs: number;
  readonly tokenLifeSeconds: number;
}

export const defaultOptions: DingtalkOptions = {
  ackTimeoutMs: 60_000,
  pushesMax: 5,
  disconnectMs: 10_000,
  pingMs: 60_000,
  sessionWebhookLifeMs: 5_400_000,
  tokenLifeSeconds: 7200,
};

/** What the parts of the emulator share. */
export interface Platform {
  readonly options: DingtalkOptions;
  readonly bench: EmulatorBench;
  readonly state: DingtalkState;
  readonly connections: StreamConnections;
  url(): string;
  /** tells waiting tests that a message is new or different */
  messageChanged(): void;
}
