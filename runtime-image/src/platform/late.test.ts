import { expect, it } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { createTranscripts } from '../store/transcripts.ts';
import { createControlHub } from '../sessions/control-hub.ts';
import type { GatewayConfig } from '../config/settings.ts';
import { inbound, removeDir, tempDir, until } from '../testing.ts';
import { openPlatform } from './open.ts';

it('an answer that comes late is brought to the chat where it was asked, also by the next process', async () => {
  const stateDir = tempDir();
  const sent: { target: unknown; text: string; key: string }[] = [];
  const config = {
    locale: 'en',
    defaultAgentId: 'main',
    platform: { portalUrl: 'https://pool.example.com' },
  };
  const open = (isOpen: boolean) => {
    const database = openDatabase(`${stateDir}/gateway.sqlite`);
    const channel = {
      send: (target: unknown, { text }: { text: string }, key: string) => {
        sent.push({ target, text, key });
        return Promise.resolve();
      },
    };
    const platform = openPlatform({
      ...{ database, transcripts: createTranscripts(database, Date.now), hub: createControlHub() },
      channels: { all: () => [], find: () => (isOpen ? channel : null) as never },
      logger: { log: () => {} },
      config: () => config as unknown as GatewayConfig,
      ...{ ownerOf: () => 'ou_owner', now: Date.now, patienceMs: 20 },
    });
    return { platform, close: () => (platform.close(), database.close()) };
  };
  const message = inbound('/renew', { chat: { id: 'oc_1', kind: 'direct', threadId: 'omt_1' } });

  const first = open(false);
  expect(await first.platform.controls(message)!.renew(1, false)).toEqual({ kind: 'kept' });
  const [request] = (await first.platform.next(0, AbortSignal.timeout(1_000)))!;
  expect(first.platform.answer(request!.id, 'One day more.')).toBe(true);
  first.close();
  expect(sent).toEqual([]);

  const second = open(true);
  second.platform.channelsOpened();
  await until(() => sent.length === 1);
  expect(sent).toEqual([
    { target: { chatId: 'oc_1', threadId: 'omt_1' }, text: 'One day more.', key: `request:${request!.id}` },
  ]);
  await until(() => {
    second.platform.channelsOpened();
    return sent.length === 1;
  });
  second.close();
  removeDir(stateDir);
});
