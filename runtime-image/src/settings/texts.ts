/** What is said of a wish for another setting, to the model and to people. Pure. */
import type { Locale } from '../config/settings.ts';
import type { Closed } from '../config/user-settings.ts';
import type { SettingChange } from './change.ts';

type Bilingual = Record<Locale, string>;

const because: Record<Closed, Bilingual> = {
  platform: {
    zh: '属于平台：请在设置这台云电脑的网页上修改；单独运行时改 openclaw.json',
    en: 'belongs to the platform: it is changed on the page where this computer was set up, or in openclaw.json where the gateway runs alone',
  },
  safety: {
    zh: '是安全限制，不能通过对话放宽；由运行网关的人在配置文件里设置',
    en: 'is a limit that I must not move by myself; whoever runs the gateway sets it in its files',
  },
};

/** @param path as it was given */
export function refusalText(
  path: string,
  refused: Exclude<SettingChange, { kind: 'change' }>,
  locale: Locale,
): string {
  const shown = path.slice(0, 100);
  const zh = locale === 'zh';
  switch (refused.kind) {
    case 'same':
      return zh ? `这里没有设置过 ${shown}。` : `${shown} was not set here.`;
    case 'closed':
      return zh
        ? `没有改动：${shown} ${because[refused.because].zh}。`
        : `Not changed: ${shown} ${because[refused.because].en}.`;
    case 'unknown': {
      const near = refused.near.map((each) => `\`${each}\``);
      return zh
        ? `没有改动：没有 ${shown} 这个可以通过对话修改的设置。可以修改的有：${near.join('、')}。`
        : `Not changed: ${shown} is no setting that can be changed by talking. There are: ${near.join(', ')}.`;
    }
    case 'bad_value':
      return zh
        ? `没有改动：${shown} 的值必须是文字、数字、true、false、列表或对象，最多 4000 个字符。`
        : `Not changed: the value of ${shown} must be a text, number, true, false, list or object of at most 4,000 characters.`;
    case 'too_much':
      return zh
        ? '没有改动：通过对话设置的内容太多了，请先取消一些（unset）。'
        : 'Not changed: too much was set by talking already; unset some of it first.';
  }
}

export const texts = {
  nothingChanged: {
    zh: '还没有通过对话改过任何设置。',
    en: 'Nothing was changed by talking yet.',
  },
  nothingOverridden: {
    zh: '现在没有临时设置。',
    en: 'Nothing is overridden now.',
  },
  noPath: (path: string): Bilingual => ({
    zh: `${path.slice(0, 100)} 不是设置的路径。`,
    en: `${path.slice(0, 100)} is no path of a setting.`,
  }),
  notParsed: (path: string, message: string): Bilingual => ({
    zh: `没有改动：${path} ${message}。原来的设置仍然有效。`,
    en: `Not changed: ${path} ${message}. What was in force stays.`,
  }),
  notSound: (warnings: readonly string[]): Bilingual => ({
    zh: `没有改动：${warnings.join('；')}。`,
    en: `Not changed: ${warnings.join('; ')}.`,
  }),
  changed: (path: string, was: string, now: string): Bilingual => ({
    zh: `${path}：${was} → ${now}。已经生效，不用重启。`,
    en: `${path}: ${was} → ${now}. In force now; no restart is needed.`,
  }),
  hidden: {
    zh: '但现在 /debug 的临时设置优先；/debug reset 之后才用这里的。',
    en: 'But what /debug set wins for now; after /debug reset this holds.',
  },
  overridden: (path: string, now: string): Bilingual => ({
    zh: `${path}：现在是 ${now}，到重启或 /debug reset 为止，不写入文件。`,
    en: `${path}: ${now} for now, until a restart or /debug reset; no file was written.`,
  }),
  notOverridden: (path: string): Bilingual => ({
    zh: `${path.slice(0, 100)} 没有临时设置。`,
    en: `${path.slice(0, 100)} is not overridden.`,
  }),
  restored: (path: string, now: string): Bilingual => ({
    zh: `${path} 恢复为 ${now}。`,
    en: `${path} is ${now} again.`,
  }),
  reset: (count: number): Bilingual => ({
    zh: `已取消 ${count} 个临时设置，恢复文件里的设置。`,
    en: `${count} ${count === 1 ? 'override was' : 'overrides were'} dropped; the files hold again.`,
  }),
};
