/**
 * Kills without killing. What a `kill -9` leaves behind is what was committed; so the state folder is copied around every commit of a
 * gateway at work, and a gateway started on such a copy is one that was killed there.
 */
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';

export type CrashCopy<World> = {
  dir: string;
  /** what people and platforms had seen by then */
  world: World;
};

/**
 * @param world what can be seen outside of the process now; of a kind that JSON can hold
 * @returns ends the copying and returns the copies, in order
 */
export function copyAtCommits<World>(
  stateDir: string,
  into: string,
  world: () => World,
): () => CrashCopy<World>[] {
  const copies: CrashCopy<World>[] = [];
  const original = StatementSync.prototype.run;
  let isOpen = false;
  let last = '';
  const copy = (seen: string): void => {
    last = seen;
    const dir = path.join(into, String(copies.length));
    copyState(stateDir, dir);
    copies.push({ dir, world: JSON.parse(seen) as World });
  };
  /** just before a commit the world may know more than the store: the moment that doubles things */
  const beforeCommit = (): void => {
    const seen = JSON.stringify(world());
    if (seen !== last) copy(seen);
  };
  beforeCommit();
  StatementSync.prototype.run = function (this: StatementSync, ...values: Parameters<typeof original>) {
    const words = this.sourceSQL.trim();
    const commits = words === 'COMMIT' || (!isOpen && !words.startsWith('BEGIN'));
    if (commits) beforeCommit();
    const result = original.apply(this, values);
    if (words.startsWith('BEGIN')) isOpen = true;
    if (words === 'COMMIT' || words === 'ROLLBACK') isOpen = false;
    // right after it the store knows more than the world: the moment that loses things
    if (commits) copy(JSON.stringify(world()));
    return result;
  } as typeof original;
  return () => {
    StatementSync.prototype.run = original;
    beforeCommit();
    return copies;
  };
}

function copyState(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of [
    'openclaw.json',
    'rockpool.json',
    'gateway.sqlite',
    'gateway.sqlite-wal',
    'workspace',
  ]) {
    const file = path.join(from, name);
    if (existsSync(file)) cpSync(file, path.join(to, name), { recursive: true });
  }
}

/** How far the newest message of people had come in a copy. */
export function stepOf(dir: string): string {
  const sqlite = new DatabaseSync(path.join(dir, 'gateway.sqlite'));
  try {
    const entry = sqlite.prepare(`SELECT state, turn_id FROM inbox ORDER BY seq LIMIT 1`).get() as
      { state: string; turn_id: string | null } | undefined;
    if (entry === undefined) return 'nothing stored';
    const rows = sqlite
      .prepare(`SELECT kind, data FROM messages WHERE turn_id = ? ORDER BY seq`)
      .all(entry.turn_id);
    const { kind } = (rows.at(-1) as { kind: string } | undefined) ?? { kind: '' };
    if (entry.state !== 'running') return entry.state;
    return { user: 'begun', assistant: 'call stored', tool: 'result stored' }[kind] ?? kind;
  } finally {
    sqlite.close();
  }
}
