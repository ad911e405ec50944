/** What the channel's tests share: the emulator, one app, a host that keeps what it is told, and short waits. */
import { afterEach, expect } from 'vitest';
import { startDingtalkEmulator, type DingtalkEmulator } from '../../../../e2e/emulators/dingtalk/start.ts';
import type { App, Message } from '../../../../e2e/emulators/dingtalk/entities.ts';
import type { Said } from '../../../../e2e/emulators/dingtalk/user-side.ts';
import type { Channel, InboundMessage, ReplyContext } from '../channel.ts';
import type { DingtalkAccount } from '../dingtalk-account.ts';
import { eventually, TestHost } from '../testing.ts';
import { openDingtalk } from './join.ts';
import { dingtalkTiming, type DingtalkTiming } from './timing.ts';

export { eventually, TestHost };

/** Waits that would make tests slow are cut; those under test are set by the test. */
export const quick: DingtalkTiming = {
  ...dingtalkTiming,
  openCardMs: 10,
  streamMs: 10,
  typingMs: 10,
  reconnectMs: 20,
  reconnectMsMax: 80,
  returnSpreadMs: 10,
  refusedMs: 40,
  greetingMs: 40,
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

export async function startEmulator(
  options: Parameters<typeof startDingtalkEmulator>[0] = {},
): Promise<DingtalkEmulator> {
  const emulator = await startDingtalkEmulator({ ackTimeoutMs: 5_000, disconnectMs: 60, ...options });
  closing.push(() => emulator.close());
  return emulator;
}

export type Joined = { channel: Channel; host: TestHost; account: DingtalkAccount };

export function accountOf(
  emulator: Pick<DingtalkEmulator, 'url'>,
  app: Pick<App, 'clientId' | 'clientSecret'>,
  change: Partial<DingtalkAccount> = {},
): DingtalkAccount {
  return {
    accountId: 'default',
    appId: app.clientId,
    clientSecret: app.clientSecret,
    apiUrl: emulator.url,
    openUrl: emulator.url,
    locale: 'zh',
    cardTemplateId: null,
    cardTemplateKey: 'content',
    typingMark: true,
    sessions: { direct: 'channel', group: 'group' },
    memory: null,
    greeting: null,
    ownerId: 'staff-owner',
    ...change,
  };
}

/** A channel of this app, started; it need not be connected yet. */
export function join(
  emulator: Pick<DingtalkEmulator, 'url'>,
  app: App,
  change: Partial<DingtalkAccount> = {},
  { timing = quick, host = new TestHost() }: { timing?: DingtalkTiming; host?: TestHost } = {},
): Joined {
  const account = accountOf(emulator, app, change);
  const channel = openDingtalk(account, host, timing);
  closing.push(() => channel.stop());
  channel.start();
  return { channel, host, account };
}

export const connected = ({ channel, host }: Joined): Promise<void> =>
  host.until(() => channel.status().state === 'connected', 'the channel to be connected');

export type Given = Joined & { emulator: DingtalkEmulator; app: App };

/** Emulator, app and connected channel in one go. */
export async function connectedChannel(
  change: Partial<DingtalkAccount> = {},
  options: Parameters<typeof join>[3] = {},
  emulatorOptions: Parameters<typeof startDingtalkEmulator>[0] = {},
): Promise<Given> {
  const emulator = await startEmulator(emulatorOptions);
  const app = emulator.user.createApp({ name: '小池' });
  const joined = join(emulator, app, change, options);
  await connected(joined);
  await emulator.until(() => emulator.connections.count(app.clientId) === 1);
  return { ...joined, emulator, app };
}

export type Kept = ReplyContext & { saved: unknown };

/** What somebody said, received by the channel, and where an answer to it is kept. */
export async function received(
  { host }: Pick<Given, 'host'>,
  said: Said,
): Promise<{ to: InboundMessage; context: Kept }> {
  await said.delivered;
  const to = host.messages.find(({ messageId }) => messageId === said.message.id);
  expect(to).toBeDefined();
  const context: Kept = {
    key: `turn-of-${said.message.id}`,
    to: to!,
    saved: null,
    save(state) {
      this.saved = structuredClone(state);
    },
  };
  return { to: to!, context };
}

/** Ways and texts of what the robot said. */
export const answers = (emulator: DingtalkEmulator, conversationId: string): [Message['way'], string][] =>
  emulator.answersIn(conversationId).map((message) => [message.way, emulator.textOf(message)]);
