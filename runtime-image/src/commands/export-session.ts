/** `/export-session`: the conversation as a file. */
import type { Locale } from '../config/settings.ts';
import { firstWords, nothingMore, UsageError, wordsOf } from './arguments.ts';
import type { Bilingual, Command } from './command.ts';

export type ExportEnd =
  /** `file`: in the workspace, null where it is not the sender's; `trouble`: why it was not sent though it could be tried */
  | { kind: 'exported'; messages: number; file: string | null; sent: boolean; trouble: string | null }
  | {
      kind: 'refuse';
      reason: 'private_words' | 'shared_session' | 'path_of_owner' | 'cannot_send' | 'empty' | 'is_there';
    }
  | { kind: 'not_written'; message: string };

/** @param path in the workspace; null: a name of its own */
export type ExportControls = (format: 'md' | 'html', path: string | null) => Promise<ExportEnd>;

export const exportSessionCommand: Command = {
  name: 'export_session',
  group: 'sessions',
  usage: '[md | html | path]',
  help: { zh: '把这个会话导出成文件', en: 'writes this conversation into a file' },
  details: {
    zh: '文件发到这里；主人的还会存进工作区的 exports/，也可以写上以 .md 或 .html 结尾的路径。群里和别人导出的只有说过的话，没有工具的内容。',
    en: 'The file comes here; the owner’s also lies in exports/ of the workspace, or at a path that ends with .md or .html. In a group, and for others, it holds what was said, without what tools did.',
  },
  examples: ['/export_session', '/export_session html', '/export_session notes/talk.md'],
  immediate: true,
  access: 'allowed',
  async run({ args, locale, exportSession }) {
    const [word, ...rest] = wordsOf(args);
    nothingMore(rest);
    const { format, path } = readWish(word);
    const end = await exportSession(format, path);
    return { text: endText(end, locale) };
  },
};

function readWish(word: string | undefined): { format: 'md' | 'html'; path: string | null } {
  const lower = word?.toLowerCase() ?? 'md';
  if (lower === 'md' || lower === 'markdown') return { format: 'md', path: null };
  if (lower === 'html') return { format: 'html', path: null };
  const format = /[^/]\.(md|html)$/.exec(lower)?.[1];
  if (word === undefined || format === undefined)
    throw new UsageError({
      zh: `“${firstWords(word ?? '')}”不行，请写 md、html，或以 .md、.html 结尾的路径。`,
      en: `"${firstWords(word ?? '')}" is not allowed: write md, html, or a path that ends with .md or .html.`,
    });
  return { format: format as 'md' | 'html', path: word };
}

const refusals: Record<Extract<ExportEnd, { kind: 'refuse' }>['reason'], Bilingual> = {
  private_words: {
    zh: '这个会话也包括私聊里说的话，请在私聊里导出。',
    en: 'This conversation holds what was said in private too; export it in a private chat.',
  },
  shared_session: {
    zh: '这个会话和主人的是同一个，只有主人可以导出。',
    en: 'This conversation is the owner’s as well; only the owner may export it.',
  },
  path_of_owner: {
    zh: '只有主人在私聊里可以指定路径。不写路径，文件会发到这里。',
    en: 'Only the owner, in a private chat, may say where it goes. Without a path it comes here.',
  },
  cannot_send: { zh: '这里不能发送文件。', en: 'No file can be sent here.' },
  empty: { zh: '这个会话还没有内容。', en: 'Nothing was said in this conversation yet.' },
  is_there: {
    zh: '已经有这个文件了，请换一个名字。',
    en: 'There is a file of that name already; choose another one.',
  },
};

function endText(end: ExportEnd, locale: Locale): string {
  const zh = locale === 'zh';
  if (end.kind === 'refuse') return refusals[end.reason][locale];
  if (end.kind === 'not_written') return zh ? `没有导出：${end.message}` : `Not exported: ${end.message}`;
  const { messages, file, sent, trouble } = end;
  const count = zh ? `${messages} 条消息` : `${messages} ${messages === 1 ? 'message' : 'messages'}`;
  const where = file === null ? '' : zh ? `工作区的 \`${file}\`` : `\`${file}\` of the workspace`;
  const notSent =
    trouble === null ? '' : zh ? `没有发到这里：${trouble}` : `It could not be sent here: ${trouble}`;
  if (file === null) return sent ? (zh ? `已导出 ${count}。` : `Exported ${count}.`) : notSent;
  const lines = [zh ? `已导出 ${count}，在${where}。` : `Exported ${count}, in ${where}.`, notSent];
  return lines.filter((line) => line !== '').join('\n');
}
