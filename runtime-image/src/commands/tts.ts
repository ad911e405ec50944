/** `/tts`: whether answers are also spoken, and with which voice. */
import { speechPage } from '../config/platform.ts';
import { ttsModes, type TtsMode } from '../store/session-settings.ts';
import { choice, firstWords, nothingMore, UsageError, wordsOf } from './arguments.ts';
import type { Bilingual, Command, CommandContext } from './command.ts';
import { chooseLimit, chooseSummary, lengthText, providerText } from './tts-length.ts';

const actions = [...ttsModes, 'status', 'default', 'voice', 'audio', 'provider', 'limit', 'summary'] as const;

export const ttsCommand: Command = {
  name: 'tts',
  group: 'behaviour',
  usage:
    '[off | always | inbound | default | status | provider | voice <name> | limit <characters> | summary <on | off> | audio <text>]',
  help: { zh: '是否把回答也读出来', en: 'whether answers are also spoken' },
  details: {
    zh: 'always：每个回答后面再发一条语音；inbound：只回应语音消息；off：不读；default：按配置；voice：选择声音；provider：现在用的语音服务；limit：最多读多少字；summary：太长时先概括再读（用一次模型）；audio：把一段话读出来。',
    en: 'always: a voice message follows each answer; inbound: only answers to voice messages; off: none; default: as configured; voice: chooses the voice; provider: the service in use; limit: how much is spoken at most; summary: longer answers are summed up first (one question to the model); audio: speaks a text now.',
  },
  examples: ['/tts always', '/tts voice alloy', '/tts audio 明天九点开会'],
  immediate: true,
  access: 'allowed',
  async run(context) {
    const { args, locale } = context;
    const [word, ...rest] = wordsOf(args);
    const action = word === undefined ? 'status' : choice(word, actions);
    if (action === 'status') {
      nothingMore(rest);
      return { text: statusText(context) };
    }
    const { speaking } = context.speech.settings;
    if (speaking === null && action !== 'off' && action !== 'default')
      return { text: noVoice(context)[locale] };
    if (action === 'voice') return { text: chooseVoice(context, rest)[locale] };
    if (action === 'limit') return { text: chooseLimit(context, rest)[locale] };
    if (action === 'summary') return { text: chooseSummary(context, rest)[locale] };
    if (action === 'audio') {
      const words = args.slice(args.indexOf(word ?? '') + (word?.length ?? 0)).trim();
      if (words === '') throw new UsageError({ zh: '请写上要读的话。', en: 'Write what is to be spoken.' });
      const refusal = await context.speech.say(words);
      return { text: refusal ?? { zh: '语音已发送。', en: 'The voice message was sent.' }[locale] };
    }
    nothingMore(rest);
    if (action === 'provider') return { text: providerText(context)[locale] };
    const mode = action === 'default' ? undefined : action;
    context.changeSettings({ tts: mode });
    return { text: modeText(mode ?? context.speech.settings.mode)[locale] };
  },
};

const notConfigured: Bilingual = {
  zh: '还没有配置语音合成。请在 openclaw.json 的 messages.tts 里填写一个兼容 OpenAI 的语音服务：provider、baseUrl、apiKey、model、voice，例如 {"messages": {"tts": {"provider": "openai", "providers": {"openai": {"baseUrl": "https://…/v1", "apiKey": "…", "model": "…", "voice": "…"}}}}}。',
  en: 'No voice is configured. Put a speech service that speaks OpenAI’s API into messages.tts of openclaw.json (provider, baseUrl, apiKey, model, voice), for example {"messages": {"tts": {"provider": "openai", "providers": {"openai": {"baseUrl": "https://…/v1", "apiKey": "…", "model": "…", "voice": "…"}}}}}.',
};

/** Whoever has a computer of the platform writes no openclaw.json, but has a page for it. */
const noVoice = ({ platform }: Pick<CommandContext, 'platform'>): Bilingual =>
  platform === null
    ? notConfigured
    : {
        zh: `这台云电脑还没有开启朗读，回答以文字发送。主人可以在网页上设置语音：${speechPage(platform.portalUrl)}`,
        en: `Nobody speaks for this computer yet, so answers come as text. Its owner can set up a voice here: ${speechPage(platform.portalUrl)}`,
      };

const notHeard: Bilingual = {
  zh: '语音消息：没有配置识别（tools.media.audio：baseUrl、apiKey、model）',
  en: 'Voice messages: not heard, nothing is configured (tools.media.audio: baseUrl, apiKey, model)',
};

const nobodyHears: Bilingual = {
  zh: '语音消息：还没有开启识别，请发文字',
  en: 'Voice messages: nobody listens yet; please write',
};

const nobodyHearsHere = (page: string): Bilingual => ({
  zh: `${nobodyHears.zh}，或由主人在网页上设置：${page}`,
  en: `${nobodyHears.en}, or have the owner set it up here: ${page}`,
});

function modeText(mode: TtsMode): Bilingual {
  switch (mode) {
    case 'off':
      return { zh: '本会话的回答不读出来。', en: 'Answers of this session are not spoken.' };
    case 'always':
      return { zh: '本会话的每个回答都会再发一条语音。', en: 'Each answer of this session is also spoken.' };
    case 'inbound':
      return {
        zh: '本会话只在收到语音消息时用语音回应。',
        en: 'This session speaks its answers to voice messages only.',
      };
  }
}

const voiceCharsMax = 64;

function chooseVoice({ changeSettings, speech }: CommandContext, words: string[]): Bilingual {
  const [name, ...rest] = words;
  nothingMore(rest);
  const configured = speech.settings.speaking?.voice ?? '';
  if (name === undefined)
    throw new UsageError({
      zh: `请写上声音的名字，或 default（${configured}）。可用的名字见语音服务的文档。`,
      en: `Write a voice's name, or default (${configured}). The speech service's documents list them.`,
    });
  if (name.toLowerCase() === 'default') {
    changeSettings({ ttsVoice: undefined });
    return { zh: `声音恢复为 ${configured}。`, en: `The voice is ${configured} again.` };
  }
  if (name.length > voiceCharsMax || /[\p{Cc}\s]/u.test(name))
    throw new UsageError({
      zh: `“${firstWords(name)}”不是可用的名字。`,
      en: `"${firstWords(name)}" is not a usable name.`,
    });
  changeSettings({ ttsVoice: name });
  return {
    zh: `本会话的声音是 ${name}。发送 /tts audio 你好 试听。`,
    en: `The voice of this session is ${name}. Try it: /tts audio hello`,
  };
}

function statusText(context: CommandContext): string {
  const { locale, session, speech } = context;
  const { settings, trouble } = speech;
  if (settings.speaking === null)
    return [noVoice(context), hearingText(context)].map((line) => line[locale]).join('\n');
  const { voice, model } = settings.speaking;
  const chosen = session.settings.ttsVoice ?? voice;
  const lines: Bilingual[] = [
    modeText(session.settings.tts ?? settings.mode),
    { zh: `声音：${chosen}（${model}）`, en: `Voice: ${chosen} (${model})` },
    lengthText(context),
    hearingText(context),
    ...(trouble === null
      ? []
      : [{ zh: `上一次没有读出来：${trouble}`, en: `The last answer was not spoken: ${trouble}` }]),
  ];
  return lines.map((line) => line[locale]).join('\n');
}

function hearingText({ platform, speech }: Pick<CommandContext, 'platform' | 'speech'>): Bilingual {
  const { hearing, speaking } = speech.settings;
  if (hearing === null) {
    if (platform === null) return notHeard;
    // without a voice the page has been named already
    return speaking === null ? nobodyHears : nobodyHearsHere(speechPage(platform.portalUrl));
  }
  return {
    zh: `语音消息：由 ${hearing.model} 识别`,
    en: `Voice messages: heard by ${hearing.model}`,
  };
}
