import type { AllowEntry, AllowlistBot } from '../access/allowlist-controls.ts';
import type { Locale } from '../config/settings.ts';
import { isPairingCode } from '../access/pairing.ts';
import { allowScopes, type AllowScope } from '../store/allowlist.ts';
import { choice, firstWords, nothingMore, UsageError, wordsOf } from './arguments.ts';
import type { Bilingual, Command, CommandContext } from './command.ts';

const senderCharsMax = 128;

export const allowlistCommand: Command = {
  name: 'allowlist',
  group: 'safety',
  usage: '[list | add <sender or pairing code> | remove <sender>] [dm | group] [bot=<name>]',
  help: { zh: '查看、添加或移除允许的发送者', en: 'lists, adds or removes senders who are allowed' },
  details: {
    zh: '`dm`（默认）：可以私聊，也可以使用需要允许的命令；`group`：可以在群里使用。发送者 ID 由对方发送 /whoami 得到；对方收到的配对码也可以直接添加。移除立即生效，也会取消配对。',
    en: '`dm` (default): may talk in private and use commands that need it; `group`: may talk in groups. People learn their id by /whoami; the pairing code that somebody was given will do as well. A removal takes effect at once and ends a pairing too.',
  },
  examples: [
    '/allowlist',
    '/allowlist add ou_123',
    '/allowlist remove ou_123',
    '/allowlist add ou_123 group',
    '/allowlist add ABCD2345',
  ],
  immediate: true,
  access: 'owner',
  run(context) {
    const words = wordsOf(context.args);
    const named = words.find((word) => word.startsWith('bot='))?.slice('bot='.length);
    const rest = words.filter((word) => !word.startsWith('bot='));
    const isScope = allowScopes.some((scope) => scope === rest.at(-1)?.toLowerCase());
    const scope = isScope ? choice(rest.pop(), allowScopes) : null;
    const verb = rest.length === 0 ? 'list' : choice(rest[0], ['list', 'add', 'remove']);
    nothingMore(rest.slice(verb === 'list' ? 1 : 2));
    if (verb === 'list') return { text: listed(context, named, scope) };
    const sender = rest[1] ?? '';
    if (sender === '' || sender.length > senderCharsMax || sender === '*') throw needsSender;
    if (verb === 'add' && isPairingCode(sender)) return { text: byCode(context, sender)[context.locale] };
    const bot = botOf(context, named);
    return { text: change(verb, bot, scope ?? 'dm', sender)[context.locale] };
  },
};

const needsSender = new UsageError({
  zh: '缺少发送者 ID（例如 ou_…），对方发送 /whoami 可以看到；不能用 *。',
  en: 'The sender’s id is missing (such as ou_…); they see it by /whoami. * is not possible here.',
});

/** A code that is none is never taken for an id: it would let nobody in, and be said to. */
function byCode({ allowlist }: CommandContext, code: string): Bilingual {
  const approved = allowlist.approve(code);
  if (approved === null)
    throw new UsageError({
      zh: `没有配对码 ${code}，或者已经过期（1 小时内有效）。请对方再发一条消息。`,
      en: `There is no pairing code ${code}, or it has expired (they hold for an hour). Ask them to write again.`,
    });
  const who = `${firstWords(approved.name, 40).replaceAll('`', '')} (\`${approved.senderId}\`)`.trim();
  return {
    zh: `已允许 ${who}，请对方再发一次消息。`,
    en: `${who} is allowed now; they can write again.`,
  };
}

function botOf({ allowlist }: CommandContext, named: string | undefined): AllowlistBot {
  const { bots, here } = allowlist;
  if (named !== undefined)
    return bots.find(
      ({ name }) =>
        name ===
        choice(
          named,
          bots.map((bot) => bot.name),
        ),
    )!;
  const bot = here ?? (bots.length === 1 ? bots[0] : undefined);
  if (bot !== undefined) return bot;
  const names = bots.map(({ name }) => `\`bot=${name}\``);
  throw new UsageError({
    zh: bots.length === 0 ? '还没有配置机器人。' : `请说明是哪个机器人：${names.join('、')}。`,
    en: bots.length === 0 ? 'No bot is configured yet.' : `Say which bot: ${names.join(', ')}.`,
  });
}

function change(verb: 'add' | 'remove', bot: AllowlistBot, scope: AllowScope, sender: string): Bilingual {
  const who = firstWords(sender, 80).replaceAll('`', '');
  const where = scopeTexts[scope];
  const isConfigured = bot
    .entries(scope)
    .some((entry) => entry.from === 'configuration' && entry.id === sender);
  if (sender === bot.ownerId)
    return verb === 'add'
      ? { zh: '主人本来就可以。', en: 'The owner is always allowed.' }
      : { zh: '主人不能被移除。', en: 'The owner cannot be removed.' };
  if (verb === 'add') {
    if (isConfigured || !bot.add(scope, sender))
      return {
        zh: `\`${who}\` 已经在列表里（${where.zh}）。`,
        en: `\`${who}\` is on the list already (${where.en}).`,
      };
    return { zh: `已允许 \`${who}\`（${where.zh}）。`, en: `\`${who}\` is allowed now (${where.en}).` };
  }
  const isRemoved = bot.remove(scope, sender);
  const stays: Bilingual = {
    zh: `\`${who}\` 写在配置文件里，只能在那里移除。`,
    en: `\`${who}\` stands in the configuration and can only be removed there.`,
  };
  if (isConfigured) return stays;
  if (isRemoved)
    return { zh: `已移除 \`${who}\`（${where.zh}）。`, en: `\`${who}\` was removed (${where.en}).` };
  return { zh: `列表里没有 \`${who}\`（${where.zh}）。`, en: `\`${who}\` is not on the list (${where.en}).` };
}

function listed(
  { allowlist, locale }: CommandContext,
  named: string | undefined,
  scope: AllowScope | null,
): string {
  const all = allowlist.bots;
  const bots =
    named === undefined
      ? all
      : all.filter(
          ({ name }) =>
            name ===
            choice(
              named,
              all.map((bot) => bot.name),
            ),
        );
  if (bots.length === 0) return locale === 'zh' ? '还没有配置机器人。' : 'No bot is configured yet.';
  return bots.map((bot) => botText(bot, scope === null ? allowScopes : [scope], locale)).join('\n\n');
}

function botText(bot: AllowlistBot, scopes: readonly AllowScope[], locale: Locale): string {
  const zh = locale === 'zh';
  const owner = bot.ownerId === null ? (zh ? '还没有' : 'none yet') : `\`${bot.ownerId}\``;
  const parts = scopes.flatMap((scope) => {
    const entries = bot.entries(scope);
    const none = zh ? '- （无）' : '- (nobody)';
    return [
      `${scopeTexts[scope][locale]}${zh ? '（策略' : ' (policy'} ${bot.policy[scope]}${zh ? '）：' : '):'}`,
      ...(entries.length === 0 ? [none] : entries.map((entry) => `- ${entryText(entry, locale)}`)),
    ];
  });
  return [`**${bot.name}** ${zh ? '主人：' : 'owner: '}${owner}`, ...parts].join('\n');
}

function entryText({ id, name, from }: AllowEntry, locale: Locale): string {
  return `\`${id}\`${name === '' ? '' : ` ${firstWords(name, 40)}`} (${sourceTexts[from][locale]})`;
}

const scopeTexts: Record<AllowScope, Bilingual> = {
  dm: { zh: '私聊', en: 'private' },
  group: { zh: '群聊', en: 'groups' },
};
const sourceTexts: Record<AllowEntry['from'], Bilingual> = {
  configuration: { zh: '配置文件', en: 'configuration' },
  pairing: { zh: '配对', en: 'pairing' },
  command: { zh: '命令添加', en: 'added by command' },
};
