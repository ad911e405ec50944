/** What the channel's tests share: the emulator, one app, a host that keeps what it is told, and short waits. */
import { afterEach } from 'vitest';
import { startFeishuEmulator, type FeishuEmulator } from '../../../../e2e/emulators/feishu/start.ts';
import type { App } from '../../../../e2e/emulators/feishu/entities.ts';
import { openIdOf } from '../../../../e2e/emulators/feishu/ids.ts';
import type { Channel, InboundMessage, ReplyContext } from '../channel.ts';
import type { FeishuAccount } from '../feishu-account.ts';
import { eventually, TestHost } from '../testing.ts';
import { openFeishu } from './join.ts';
import { feishuTiming, type FeishuTiming } from './timing.ts';

export { eventually, TestHost };

/** Waits that would make tests slow are cut; those under test are set by the test. */
export const quick: FeishuTiming = {
  ...feishuTiming,
  openCardMs: 20,
  streamMs: 20,
  patchMs: 30,
  typingMs: 20,
  reconnectMs: 30,
  reconnectMsMax: 100,
  returnSpreadMs: 10,
  refusedMs: 50,
  greetingMs: 50,
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

export async function startEmulator(
  options: Parameters<typeof startFeishuEmulator>[0] = {},
): Promise<FeishuEmulator> {
  const emulator = await startFeishuEmulator({ ackTimeoutMs: 200, ...options });
  closing.push(() => emulator.close());
  return emulator;
}

export type Joined = { channel: Channel; host: TestHost; ownerId: string; account: FeishuAccount };

/** A channel of this app, started; it need not be connected yet. */
export function join(
  emulator: Pick<FeishuEmulator, 'url'>,
  app: App,
  change: Partial<FeishuAccount> = {},
  { timing = quick, host = new TestHost() }: { timing?: FeishuTiming; host?: TestHost } = {},
): Joined {
  const ownerId = openIdOf(app.appId, app.ownerId);
  const account: FeishuAccount = {
    accountId: 'default',
    appId: app.appId,
    appSecret: app.appSecret,
    openUrl: emulator.url,
    locale: 'zh',
    streaming: true,
    greeting: null,
    ownerId,
    typingMark: 'all',
    responsePrefix: '',
    textCharactersMax: 3_500,
    mediaBytesMax: 30 * 1024 * 1024,
    greetsGroups: false,
    historyLimit: 0,
    groupPrompts: {},
    groups: {},
    ...change,
  };
  const channel = openFeishu(account, host, timing);
  closing.push(() => channel.stop());
  channel.start();
  return { channel, host, ownerId, account };
}

export const connected = ({ channel, host }: Joined): Promise<void> =>
  host.until(() => channel.status().state === 'connected', 'the channel to be connected');

/** Emulator, app and connected channel in one go. */
export async function connectedChannel(
  change: Partial<FeishuAccount> = {},
  emulatorOptions: Parameters<typeof startFeishuEmulator>[0] = {},
  timing: FeishuTiming = quick,
): Promise<Joined & { emulator: FeishuEmulator; app: App }> {
  const emulator = await startEmulator(emulatorOptions);
  const app = emulator.user.createApp({ name: '小池' });
  const joined = join(emulator, app, change, { timing });
  await connected(joined);
  await emulator.waitForConnections(app.appId, 1);
  return { ...joined, emulator, app };
}

/** What somebody says, received by the channel, and where an answer to it is kept. */
export async function said(
  { emulator, app, host }: { emulator: FeishuEmulator; app: App; host: TestHost },
  text = '你好',
  options: Parameters<FeishuEmulator['user']['sendText']>[2] = {},
): Promise<{ to: InboundMessage; context: ReplyContext & { saved: unknown } }> {
  const { message, delivered } = emulator.user.sendText(app, text, options);
  await delivered;
  const to = host.messages.find(({ messageId }) => messageId === message.messageId)!;
  const context = {
    key: `turn-of-${message.messageId}`,
    to,
    saved: null as unknown,
    save(state: unknown) {
      this.saved = structuredClone(state);
    },
  };
  return { to, context };
}

/** The bot's messages of a chat, oldest first. */
export const botMessages = (emulator: FeishuEmulator, chatId: string) =>
  emulator.messagesOf(chatId).filter(({ sender, withdrawn }) => sender.kind === 'app' && !withdrawn);

/** The text a person reads in a bot's message, and how its card stands. */
export function shown(
  emulator: FeishuEmulator,
  message: { content: string; cardId?: string | undefined },
): {
  text: string;
  streaming: boolean;
  summary: string;
} {
  const json = message.cardId ? emulator.state.cards.get(message.cardId)!.json : JSON.parse(message.content);
  if (typeof json.text === 'string') return { text: json.text, streaming: false, summary: '' };
  return {
    text: json.body.elements[0].content,
    streaming: json.config.streaming_mode === true,
    summary: json.config.summary.content,
  };
}

/** `METHOD path` of the calls since `from`, ids replaced by their kind. */
export function callsOf(emulator: FeishuEmulator, from = 0): string[] {
  return emulator.log.entries
    .slice(from)
    .map(({ method, path }) =>
      `${method} ${path}`
        .replace('/open-apis', '')
        .replace(/om_\w+/, ':message')
        .replace(/cards\/\d+/, 'cards/:card')
        .replace(/reactions\/.+/, 'reactions/:reaction'),
    )
    .filter((call) => !call.includes('/contact/'));
}
