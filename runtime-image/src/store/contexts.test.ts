import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeDir, tempDir } from '../testing.ts';
import { openDatabase, type Database } from './database.ts';
import { createTranscripts, type Transcripts } from './transcripts.ts';

let dir: string;
let database: Database;
let transcripts: Transcripts;
beforeEach(() => {
  dir = tempDir();
  database = openDatabase(path.join(dir, 'gateway.sqlite'));
  transcripts = createTranscripts(database, () => 1_000_000);
});
afterEach(() => {
  database.close();
  removeDir(dir);
});

const say = (session: string, text: string): void => {
  transcripts.append({
    session,
    turnId: text,
    kind: 'user',
    text,
    data: null,
    channel: 'web',
    at: 1_000_000,
    model: null,
  });
};
const heard = (session: string): string[] => transcripts.since(session, 0).map(({ text }) => text);

test('a session that talks again soon is read once, and what it says meanwhile is there', () => {
  say('a', 'one');
  transcripts.since('a', 0);
  const kept = transcripts.since('a', 0);
  say('a', 'two');
  expect(transcripts.since('a', 0)).toBe(kept);
  expect(heard('a')).toEqual(['one', 'two']);
});

test('a session that talks once is not kept, and pushes out nobody who talks again', () => {
  say('often', 'one');
  transcripts.since('often', 0);
  const kept = transcripts.since('often', 0);
  for (let index = 0; index < 60; index += 1) transcripts.since(`once ${index}`, 0);
  expect(transcripts.since('often', 0)).toBe(kept);
});

test('of hundreds who talk in turn each reads all of its own', () => {
  const names = Array.from({ length: 100 }, (_, index) => `person ${index}`);
  for (const round of ['one', 'two', 'three']) {
    for (const name of names) {
      say(name, round);
      expect(heard(name).at(-1)).toBe(round);
    }
  }
  for (const name of names) expect(heard(name)).toEqual(['one', 'two', 'three']);
});
