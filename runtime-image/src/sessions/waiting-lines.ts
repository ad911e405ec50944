/** The messages of each session whose turn has not come. They lie in the inbox too: what is in line when the process ends comes again. */
import type { Reply } from '../channels/channel.ts';
import type { ForOneMessage } from '../commands/for-one-message.ts';
import type { ParsedCommand } from '../commands/parse.ts';
import type { InboxEntry } from '../store/inbox.ts';
import type { InLine } from './queue-mode.ts';
import type { Route } from './route.ts';
import type { Lane } from './session-queue.ts';

export type WaitingMessage = InLine & {
  entry: InboxEntry;
  message: InboxEntry['message'];
  reply: Reply;
  target: Route;
  lane: Lane;
  command: ParsedCommand | null;
  /** hold for the turn of this message alone; null: those of the session */
  settings: ForOneMessage['settings'] | null;
  /** it found others before it */
  hadToWait: boolean;
};

export type WaitingLines = {
  of(sessionKey: string, lane: Lane): readonly WaitingMessage[];
  push(item: WaitingMessage): void;
  /** the first ones, no longer in line */
  take(sessionKey: string, lane: Lane, count: number): WaitingMessage[];
  remove(item: WaitingMessage): void;
  /** all of a session, no longer in line */
  clear(sessionKey: string): WaitingMessage[];
};

export function createWaitingLines(): WaitingLines {
  const lines = new Map<string, WaitingMessage[]>();
  const keyOf = (sessionKey: string, lane: Lane): string => `${lane} ${sessionKey}`;
  const take: WaitingLines['take'] = (sessionKey, lane, count) => {
    const key = keyOf(sessionKey, lane);
    const line = lines.get(key) ?? [];
    const taken = line.splice(0, count);
    if (line.length === 0) lines.delete(key);
    return taken;
  };
  return {
    of: (sessionKey, lane) => lines.get(keyOf(sessionKey, lane)) ?? [],
    push(item) {
      const key = keyOf(item.target.sessionKey, item.lane);
      const line = lines.get(key);
      if (line === undefined) lines.set(key, [item]);
      else line.push(item);
    },
    take,
    remove(item) {
      const line = lines.get(keyOf(item.target.sessionKey, item.lane));
      const at = line?.indexOf(item) ?? -1;
      if (at >= 0) line?.splice(at, 1);
    },
    clear: (sessionKey) => [
      ...take(sessionKey, 'main', Infinity),
      ...take(sessionKey, 'subagents', Infinity),
    ],
  };
}
