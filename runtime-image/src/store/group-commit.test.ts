import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeDir, tempDir } from '../testing.ts';
import { openDatabase, type Database } from './database.ts';

let dir: string;
let database: Database;
/** what another process would find, were this one killed now */
let other: DatabaseSync;

beforeEach(() => {
  dir = tempDir();
  const file = path.join(dir, 'gateway.sqlite');
  database = openDatabase(file);
  other = new DatabaseSync(file);
});
afterEach(() => {
  other.close();
  database.close();
  removeDir(dir);
});

const add = (key: string): void => void database.sqlite.prepare(`INSERT INTO facts VALUES (?, '')`).run(key);
const found = (): unknown[] =>
  other
    .prepare('SELECT key FROM facts ORDER BY key')
    .all()
    .map(({ key }) => key);
const failing = (key: string) => (): void => {
  add(key);
  throw new Error(`no ${key}`);
};

describe('a group', () => {
  it('is one commit, and whoever waits for it finds everything stored', async () => {
    database.grouped(() => add('a'));
    const first = database.committed();
    database.grouped(() => add('b'));
    expect(database.committed()).toBe(first);
    expect(found()).toEqual([]);
    await first;
    expect(found()).toEqual(['a', 'b']);
    expect(database.pending()).toBeNull();
    await database.committed();
  });

  it('is committed by itself, although nobody waits', async () => {
    database.grouped(() => add('a'));
    await expect.poll(found).toEqual(['a']);
  });

  it('goes on without the work that threw, wherever that was', async () => {
    expect(() => database.grouped(failing('first'))).toThrow('no first');
    database.grouped(() => add('a'));
    expect(() => database.grouped(failing('later'))).toThrow('no later');
    database.grouped(() => database.grouped(() => add('b')));
    await database.committed();
    expect(found()).toEqual(['a', 'b']);
  });

  it('goes on without the one statement that failed, wherever that was', async () => {
    database.groupedOne(() => add('a'));
    expect(() => database.groupedOne(() => add('a'))).toThrow('UNIQUE');
    database.groupedOne(() => add('b'));
    await database.committed();
    expect(() => database.groupedOne(() => add('b'))).toThrow('UNIQUE');
    await database.committed();
    database.grouped(() => database.groupedOne(() => add('c')));
    await database.committed();
    expect(found()).toEqual(['a', 'b', 'c']);
  });

  it('is on disk when it is synced, and committed before', async () => {
    database.grouped(() => add('a'));
    await database.synced();
    expect(found()).toEqual(['a']);
  });

  it('is committed when the database closes', () => {
    database.grouped(() => add('a'));
    database.close();
    expect(found()).toEqual(['a']);
    database = openDatabase(path.join(dir, 'gateway.sqlite'));
  });
});

it('a transaction is committed when it returns, with all that waited', () => {
  database.grouped(() => add('a'));
  database.transaction(() => add('b'));
  expect(found()).toEqual(['a', 'b']);
});

it('a transaction that throws leaves what waited', async () => {
  database.grouped(() => add('a'));
  expect(() => database.transaction(failing('b'))).toThrow('no b');
  await database.committed();
  expect(found()).toEqual(['a']);
});

it('a commit that fails undoes all of its group, tells everyone who waits, and the next group is whole', async () => {
  database.sqlite.exec(`
    CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
  `);
  let undone = 0;
  database.onRollback(() => (undone += 1));
  database.grouped(() => add('a'));
  database.grouped(() => database.sqlite.exec('INSERT INTO child VALUES (7)'));
  const waits = [database.committed(), database.synced()];
  for (const wait of waits) await expect(wait).rejects.toThrow('FOREIGN KEY');
  expect(undone).toBe(1);
  database.grouped(() => add('b'));
  await database.committed();
  expect(found()).toEqual(['b']);
});
