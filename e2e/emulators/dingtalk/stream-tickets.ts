import type { EmulatorClock } from '../core/clock.ts';
import { newId } from './state.ts';
import type { Subscription } from './stream-frames.ts';

const ticketLifeMs = 60_000;

export interface StreamGrant {
  readonly clientId: string;
  readonly subscriptions: readonly Subscription[];
}

/** Tickets that open a Stream connection: one each, for a minute. */
export class StreamTickets {
  readonly #clock: EmulatorClock;
  readonly #issued = new Map<string, StreamGrant & { until: number }>();

  constructor(clock: EmulatorClock) {
    this.#clock = clock;
  }

  issue(grant: StreamGrant): string {
    const ticket = newId('t');
    this.#issued.set(ticket, { ...grant, until: this.#clock.now() + ticketLifeMs });
    return ticket;
  }

  /** What the ticket opens; null when it was taken, is too old, or never was. */
  take(ticket: string): StreamGrant | null {
    const issued = this.#issued.get(ticket);
    this.#issued.delete(ticket);
    return issued && issued.until > this.#clock.now() ? issued : null;
  }
}
