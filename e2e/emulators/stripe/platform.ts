import type { EmulatorClock } from '../core/clock.ts';
import type { StripeEvent } from './entities/events.ts';
import type { StripeState } from './state.ts';

/** What every part of the simulated vendor works with. */
export interface Platform {
  readonly state: StripeState;
  /** the test clock, which subscriptions live by; webhooks are signed and sent by the real time */
  readonly clock: EmulatorClock;
  /** Unix seconds of the test clock */
  seconds(): number;
  /** own origin */
  url(): string;
  /** Notes an event with the thing as it is now, and has it delivered to whoever listens. */
  emit(type: string, object: object): StripeEvent;
}
