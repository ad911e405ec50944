/** Words of the platform for the owner: stored, shown in the browser chat, and brought to every channel that knows its owner. */
import * as z from 'zod/mini';
import { lazyStatements } from '../cron/lazy-statements.ts';
import type { Channel } from '../channels/channel.ts';
import type { Notice, NoticeReceipt } from '../control/notices.ts';
import { showInMainSession } from '../sessions/show-notice.ts';
import type { Database } from '../store/database.ts';
import type { PlatformRoom } from './open.ts';

/** longer than a platform takes that is well; what comes later than that is asked for again */
const deliveryMs = 6_000;
const keptMs = 40 * 24 * 3_600_000;

const Took = z.array(z.string());

export function createNotices(room: PlatformRoom) {
  const { channels, ownerOf, now } = room;
  const store = noticeStore(room.database, now);
  /** deliveries under way, by notice and channel: two callers of one notice wait for the same */
  const underWay = new Map<string, Promise<void>>();

  const deliver = (notice: Notice, channel: Channel, key: string, owner: string): Promise<void> => {
    const name = `${notice.id} ${key}`;
    const running =
      underWay.get(name) ??
      channel
        .send({ userId: owner }, { text: notice.text, files: [] }, `notice:${notice.id}`)
        .then(() => store.noteTaken(notice.id, key))
        .finally(() => underWay.delete(name));
    underWay.set(name, running);
    return running;
  };

  return async function notify(given: Notice): Promise<NoticeReceipt> {
    const text = store.add(given, () => showInMainSession(room, `notice-${given.id}`, given.text));
    await room.database.synced();
    const taken = new Set(store.taken(given.id));
    const deliveries = channels.all().map(async (channel) => {
      const { channel: name, accountId } = channel.status();
      const told = { channel: name, accountId, reason: '' };
      const key = `${name}:${accountId}`;
      if (taken.has(key)) return { ...told, state: 'delivered' as const };
      const owner = ownerOf(name, accountId);
      if (owner === null) return { ...told, state: 'unknown' as const };
      const failed = (reason: string) => ({ ...told, state: 'failed' as const, reason });
      const delivered = deliver({ id: given.id, text }, channel, key, owner).then(
        () => ({ ...told, state: 'delivered' as const }),
        (error: unknown) => failed((error as Error).message),
      );
      let timer: NodeJS.Timeout | undefined;
      const inTime = new Promise<ReturnType<typeof failed>>((resolve) => {
        timer = setTimeout(() => resolve(failed(`no answer within ${deliveryMs} ms`)), deliveryMs).unref();
      });
      return Promise.race([delivered, inTime]).finally(() => clearTimeout(timer));
    });
    return { id: given.id, channels: await Promise.all(deliveries) };
  };
}

function noticeStore(database: Database, now: () => number) {
  const sql = lazyStatements(database.sqlite);
  const byId = sql(`SELECT text, took FROM notices WHERE id = ?`);
  const insert = sql(`INSERT INTO notices VALUES (?, ?, ?, '[]')`);
  const setTook = sql(`UPDATE notices SET took = ? WHERE id = ?`);
  const prune = sql(`DELETE FROM notices WHERE at < ?`);
  type Row = { text: string; took: string };
  const takenBy = (id: string): string[] => {
    const row = byId().get(id) as Row | undefined;
    return row === undefined ? [] : Took.parse(JSON.parse(row.took));
  };
  return {
    /** The first words of an id stay, and are what is told. @param stored together with them, once */
    add: ({ id, text }: Notice, stored: () => void): string =>
      database.transaction(() => {
        const row = byId().get(id) as Row | undefined;
        if (row !== undefined) return row.text;
        prune().run(now() - keptMs);
        insert().run(id, text, now());
        stored();
        return text;
      }),
    taken: takenBy,
    noteTaken(id: string, key: string): void {
      if (database.sqlite.isOpen) setTook().run(JSON.stringify([...takenBy(id), key]), id);
    },
  };
}
