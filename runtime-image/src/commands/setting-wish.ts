/** What `/config` and `/debug` share: how a setting and its value are written, and what is not said in a group. */
import { placeOfSetting } from '../config/user-settings.ts';
import { holdsSecret } from '../settings/show.ts';
import type { SettingWish } from '../settings/change.ts';
import { UsageError } from './arguments.ts';
import type { Bilingual } from './command.ts';

/** The path behind `get`, `show` and `unset`; empty when there is none. */
export function readPath(rest: string): string {
  const path = rest.trim();
  if (/[=＝]/.test(path))
    throw new UsageError({
      zh: '这里只写设置的路径，不写值；要修改请用 set。',
      en: 'Only the path of a setting goes here, no value; use set to change it.',
    });
  return path;
}

/** `path=value` or `path value`; the value is JSON where it can be, else text. */
export function readAssignment(rest: string): Extract<SettingWish, { action: 'set' }> {
  const match = /^((?:\[[^\]]*\]|[^\s=＝[])+)(?:\s*[=＝]\s*|\s+)([\s\S]+)$/.exec(rest.trim());
  if (match?.[1] === undefined || match[2] === undefined)
    throw new UsageError({
      zh: '请写成 路径=值，例如 messages.responsePrefix="[小助手]"。',
      en: 'Write path=value, such as messages.responsePrefix="[helper]".',
    });
  return { action: 'set', path: match[1], value: readValue(match[2].trim()) };
}

export function readUnset(rest: string): Extract<SettingWish, { action: 'unset' }> {
  const path = readPath(rest);
  if (path === '')
    throw new UsageError({ zh: '请写上设置的路径。', en: 'The path of a setting is missing.' });
  return { action: 'unset', path };
}

function readValue(text: string): unknown {
  const quoted = /^[“”"]([^“”"]*)[“”"]$/.exec(text);
  const json = quoted === null ? text : JSON.stringify(quoted[1]);
  try {
    return JSON.parse(json) as unknown;
  } catch {
    if (!/^[{"]/.test(text)) return text;
    throw new UsageError({
      zh: '值不是有效的 JSON；文字可以不加引号直接写。',
      en: 'The value is no valid JSON; a text may be written without quotes.',
    });
  }
}

/**
 * Why a setting is not shown or set where others read along; null: it may be. What the platform's files hold is shown in private, and a
 * key that a group has read is nobody's secret any more.
 */
export function groupRefusal(
  { kind }: { kind: 'direct' | 'group' },
  wish: SettingWish | { action: 'show'; path: string },
): Bilingual | null {
  if (kind === 'direct') return null;
  if (wish.action === 'set' && holdsSecret(wish.path, wish.value))
    return {
      zh: '没有改动：群里的人都能看到这条消息，请不要再用这个密钥。换一个，在私聊里发送。',
      en: 'Not changed: everybody here has read that key, so do not use it any more. Send another one in a private chat.',
    };
  if (wish.action === 'show' && wish.path !== '' && placeOfSetting(wish.path).kind !== 'open')
    return {
      zh: '这一部分配置只在私聊里显示。',
      en: 'That part of the configuration is shown in a private chat only.',
    };
  return null;
}

/**
 * How a command that is written wrongly is kept: nobody knows where in it a secret begins, so only what it was to do and a path that names
 * a setting are left of it.
 */
export function keptOfWrong(name: string, actions: readonly string[]): (args: string) => string {
  return (args) => {
    const { action, rest } = actionOf(args);
    const isKnown = actions.includes(action.toLowerCase());
    const path = /^[^\s=＝]*/.exec(rest.trim())?.[0] ?? '';
    const begun = isKnown ? [action, ...(placeOfSetting(path).kind === 'unknown' ? [] : [path])] : [];
    return [`/${name}`, ...begun, '(…)'].join(' ');
  };
}

/** The first word, and what stands behind it. A path with its value, where the word is missing, is no word. */
export function actionOf(args: string): { action: string; rest: string } {
  const [action = ''] = args.split(/[\s=＝]/, 1);
  return { action, rest: args.slice(action.length) };
}

/** The command as it is kept of a message that sets a secret; undefined: as it was written. */
export function keptOf(name: string, wish: SettingWish): { keptAs?: string } {
  const isSecret = wish.action === 'set' && holdsSecret(wish.path, wish.value);
  return isSecret ? { keptAs: `/${name} set ${wish.path}=(…)` } : {};
}
