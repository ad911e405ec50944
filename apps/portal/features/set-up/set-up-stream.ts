/** The set-up page's live updates: a whole snapshot after each change of the database or of the gateway. */
import { snapshotStream, type Ended } from '../live/stream.ts';
import type { Listening } from '../live/user-events.ts';
import { findGateway } from '../gateway/find-gateway.ts';
import { checkOwnBot } from './check-bot.ts';
import type { Step } from './checklist.ts';
import type { SetUpDeps } from './deps.ts';
import { liveGateway } from './live-gateway.ts';
import { loadSnapshot, type SetUpSnapshot } from './snapshot.ts';

const recheckEveryMs = 15_000;

export function setUpStream(
  deps: SetUpDeps,
  { hub, userId, isSignedIn, failed, signal }: Listening,
): ReadableStream<Uint8Array> {
  const { db, keys } = deps;
  let onGatewayChange = () => {};
  const gateway = liveGateway(
    () => findGateway(db, keys, userId),
    () => onGatewayChange(),
  );
  // someone who switches the bot ability on in Feishu's console should not have to come back and press a button
  const recheck = setInterval(() => {
    if (botIsRefused) void checkOwnBot(deps, userId).catch(() => null);
  }, recheckEveryMs);
  let botIsRefused = false;
  return snapshotStream<SetUpSnapshot>({
    hub: {
      ...hub,
      subscribe(user, listener) {
        onGatewayChange = () => listener('changed');
        const leave = hub.subscribe(user, (event) => {
          gateway.wake();
          listener(event);
        });
        return () => {
          leave();
          gateway.close();
          clearInterval(recheck);
        };
      },
    },
    userId,
    event: 'setUp',
    load: async (): Promise<SetUpSnapshot | Ended> => {
      if (!(await isSignedIn())) return { ended: true };
      const snapshot = await loadSnapshot(db, userId, gateway.current());
      botIsRefused = snapshot?.steps.some(isRefused) ?? false;
      return snapshot ?? { ended: true };
    },
    ...(failed && { failed }),
    signal,
  });
}

function isRefused({ id, fix }: Step): boolean {
  return fix === 'check_again' && (id === 'credentials_valid' || id === 'bot_ability');
}
