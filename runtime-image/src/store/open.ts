/** The database of an instance with all that is kept in it beside what single rooms keep for themselves. */
import path from 'node:path';
import { createAllowlist } from './allowlist.ts';
import { createChats } from './chats.ts';
import { openDatabase } from './database.ts';
import { createInbox } from './inbox.ts';
import { createPeople } from './people.ts';
import { createTranscripts } from './transcripts.ts';

export type Stores = ReturnType<typeof openStores>;

/** Throws when the file is not ours or from a newer version. */
export function openStores(options: {
  stateDir: string;
  now(): number;
  randomBytes(size: number): Uint8Array;
}) {
  const { now } = options;
  const database = openDatabase(path.join(options.stateDir, 'gateway.sqlite'));
  return {
    database,
    inbox: createInbox(database, now),
    transcripts: createTranscripts(database, now),
    people: createPeople(database, now, options.randomBytes),
    allowlist: createAllowlist(database, now),
    chats: createChats(database, now),
  };
}
