import { expireSession } from './checkout.ts';
import type { Platform } from './platform.ts';
import { nextTurn, takeTurn } from './subscriptions.ts';

/**
 * Moves the test clock by `ms` and lets everything happen that falls due on the way, each at its own time, in order.
 * Stepping back moves the time and nothing else.
 */
export function advance(platform: Platform, ms: number): number {
  const { clock, state } = platform;
  const target = clock.now() + ms;
  for (;;) {
    const due = dueTurns(platform)
      .filter(({ at }) => at * 1_000 <= target)
      .sort((a, b) => a.at - b.at)[0];
    if (!due) break;
    const ahead = due.at * 1_000 - clock.now();
    if (ahead > 0) state.clockOffsetMs += move(platform, ahead);
    due.act();
  }
  state.clockOffsetMs += move(platform, target - clock.now());
  state.changed();
  return clock.now();
}

/** `base` of the clock runs on meanwhile, so what was asked for is what is noted. */
function move({ clock }: Platform, ms: number): number {
  clock.advance(ms);
  return ms;
}

function dueTurns(platform: Platform): { at: number; act: () => void }[] {
  const turns: { at: number; act: () => void }[] = [];
  for (const subscription of platform.state.all('subscription')) {
    const at = nextTurn(platform, subscription);
    if (at !== null) turns.push({ at, act: () => takeTurn(platform, subscription) });
  }
  for (const session of platform.state.all('checkout.session'))
    if (session.status === 'open')
      turns.push({ at: session.expires_at, act: () => void expireSession(platform, session) });
  return turns;
}
