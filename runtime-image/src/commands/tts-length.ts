/** `/tts limit`, `/tts summary` and `/tts provider`: how much is spoken, of what, and by whom. */
import { speechPage } from '../config/platform.ts';
import { nothingMore, onOff, wholeNumber } from './arguments.ts';
import type { Bilingual, CommandContext } from './command.ts';

const limitMin = 100;

export function chooseLimit({ changeSettings, speech }: CommandContext, words: string[]): Bilingual {
  const [word, ...rest] = words;
  nothingMore(rest);
  const max = speech.settings.speaking?.charactersMax ?? limitMin;
  if (word?.toLowerCase() === 'default') {
    changeSettings({ ttsLimit: undefined });
    return { zh: `最多读 ${max} 个字。`, en: `At most ${max} characters are spoken.` };
  }
  const limit = wholeNumber(word, { min: Math.min(limitMin, max), max });
  changeSettings({ ttsLimit: limit });
  return {
    zh: `本会话最多读 ${limit} 个字。`,
    en: `At most ${limit} characters are spoken in this session.`,
  };
}

export function chooseSummary({ changeSettings }: CommandContext, words: string[]): Bilingual {
  const [word, ...rest] = words;
  nothingMore(rest);
  const summary = onOff(word);
  changeSettings({ ttsSummary: summary === 'off' ? undefined : summary });
  return summary === 'on'
    ? { zh: '太长的回答会先概括再读。', en: 'Answers that are too long are summed up to be spoken.' }
    : { zh: '太长的回答只读开头。', en: 'Of answers that are too long the beginning is spoken.' };
}

export function lengthText({ session, speech }: Pick<CommandContext, 'session' | 'speech'>): Bilingual {
  const { ttsLimit, ttsSummary } = session.settings;
  const max = speech.settings.speaking?.charactersMax ?? 0;
  const limit = Math.min(ttsLimit ?? max, max);
  return ttsSummary === 'on'
    ? {
        zh: `长度：最多 ${limit} 个字，更长的先概括`,
        en: `Length: ${limit} characters, longer ones summed up`,
      }
    : { zh: `长度：最多 ${limit} 个字`, en: `Length: ${limit} characters` };
}

export function providerText({ platform, speech }: Pick<CommandContext, 'platform' | 'speech'>): Bilingual {
  const { baseUrl = '', model = '' } = speech.settings.speaking ?? {};
  const at = URL.parse(baseUrl)?.host ?? '';
  const where: Bilingual =
    platform === null
      ? { zh: '在 openclaw.json 的 messages.tts 里更换。', en: 'messages.tts of openclaw.json changes it.' }
      : {
          zh: `主人可以在网页上更换：${speechPage(platform.portalUrl)}`,
          en: `Its owner can change it here: ${speechPage(platform.portalUrl)}`,
        };
  return {
    zh: `语音服务：${at}（${model}）。${where.zh}`,
    en: `Speech service: ${at} (${model}). ${where.en}`,
  };
}
