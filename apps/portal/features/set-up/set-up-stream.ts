/** The set-up page's live updates: a whole snapshot after each change of the database or of the gateway. */
import type { Hub } from '../live/hub.ts';
import { snapshotStream, type Ended } from '../live/stream.ts';
import { findGateway } from '../gateway/find-gateway.ts';
import type { SetUpDeps } from './deps.ts';
import { liveGateway } from './live-gateway.ts';
import { loadSnapshot, type SetUpSnapshot } from './snapshot.ts';

export type SetUpStream = {
  hub: Hub;
  userId: string;
  /** false once the session ended */
  isSignedIn: () => Promise<boolean>;
  signal: AbortSignal;
};

export function setUpStream(
  { db, keys }: Pick<SetUpDeps, 'db' | 'keys'>,
  { hub, userId, isSignedIn, signal }: SetUpStream,
): ReadableStream<Uint8Array> {
  let onGatewayChange = () => {};
  const gateway = liveGateway(
    () => findGateway(db, keys, userId),
    () => onGatewayChange(),
  );
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
        };
      },
    },
    userId,
    event: 'setUp',
    load: async (): Promise<SetUpSnapshot | Ended> => {
      if (!(await isSignedIn())) return { ended: true };
      return (await loadSnapshot(db, userId, gateway.current())) ?? { ended: true };
    },
    signal,
  });
}
