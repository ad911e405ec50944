import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeDir, tempDir } from '../testing.ts';
import { createBotMarks } from './bot-marks.ts';
import { openDatabase } from './database.ts';

test('the owner’s first answered message is on record for good; others’ are not taken for it', () => {
  const dir = tempDir();
  const file = path.join(dir, 'gateway.sqlite');
  let database = openDatabase(file);
  onTestFinished(() => {
    database.close();
    removeDir(dir);
  });
  const before = createBotMarks(database);
  before.noteInbound('feishu', 'cli_1', 1);
  before.noteAnswered('feishu', 'cli_1', 2, false);
  expect(before.of('feishu', 'cli_1')).toMatchObject({ lastAnsweredAt: 2, ownerAnsweredAt: null });
  before.noteAnswered('feishu', 'cli_1', 3, true);
  before.noteAnswered('feishu', 'cli_1', 4, true);
  before.flush();
  database.close();
  database = openDatabase(file);
  expect(createBotMarks(database).of('feishu', 'cli_1')).toEqual({
    ...{ ownerId: null, lastInboundAt: 1, lastAnsweredAt: 4, ownerAnsweredAt: 3 },
  });
  expect(createBotMarks(database).of('feishu', 'cli_2').lastAnsweredAt).toBeNull();
});
