import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { housekeepingSteps, keepHouse } from './housekeeping.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a step that fails keeps none of the others from their work, and the job counts as failed', async () => {
  const done: string[] = [];
  const step = (name: string, fails = false) => ({
    name,
    work: async () => {
      if (fails) throw new Error('the disk is full');
      done.push(name);
      return 1;
    },
  });
  const said: string[] = [];
  const work = keepHouse(database.db, [step('a'), step('b', true), step('c')], (_, text) => said.push(text));
  await expect(work).rejects.toThrow('housekeeping is not complete');
  expect(done).toEqual(['a', 'c']);
  expect(said).toContain('housekeeping: b failed: the disk is full');
});

test('the steps of every hour have nothing to do in a fresh database', async () => {
  const said: string[] = [];
  await keepHouse(database.db, housekeepingSteps, (level, text) => said.push(`${level} ${text}`));
  expect(said.filter((line) => !line.startsWith('debug'))).toEqual([]);
});
