/** Speaks answers where a session wants it: a voice message after the text, never in its place. */
import type { OpenChannels } from '../channels/accounts.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { GatewayConfig, Locale } from '../config/settings.ts';
import type { SpeechSettings } from '../config/speech.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { SessionSettings } from '../store/session-settings.ts';
import type { Transcripts } from '../store/transcripts.ts';
import { isSpoken } from './spoken-rule.ts';
import { speakableText } from './speakable-text.ts';

export type SpeechRoom = {
  channels: Pick<OpenChannels, 'find'>;
  transcripts: Pick<Transcripts, 'findSession'>;
  config(): GatewayConfig;
  /** Says it in fewer words; null: that did not work. */
  sumUp(sessionKey: string, text: string, charactersMax: number, signal: AbortSignal): Promise<string | null>;
  logger: Logger;
  metrics: Metrics;
};

/** What `/tts` sees and does, for the chat of one message. */
export type SpeechControls = {
  settings: SpeechSettings;
  /** why the last answer could not be spoken; null when it could, or none was to be */
  trouble: string | null;
  /** Sends a voice message into the chat. Null when it went out, else a sentence. */
  say(text: string): Promise<string | null>;
};

export type Speech = {
  /** An answer went out as text. Returns at once; what cannot be spoken is logged and told by `/tts`. */
  answered(message: InboundMessage, sessionKey: string, key: string, text: string): void;
  controls(message: InboundMessage, settings: SessionSettings, key: string): SpeechControls;
  /** Ends what is being spoken. */
  stop(): Promise<void>;
};

/** of a long answer, what is summed up */
const summedCharsMax = 20_000;

const nothingToSay: Record<Locale, string> = {
  zh: '没有可以朗读的文字。',
  en: 'There is nothing in it to read out.',
};
const noVoiceHere: Record<Locale, string> = {
  zh: '这里不能发送语音，请在飞书或钉钉里使用。',
  en: 'No voice message can be sent here; use it in Feishu or DingTalk.',
};

export function openSpeech(room: SpeechRoom): Speech {
  const { config, logger, metrics } = room;
  const ending = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const troubles = new Map<string, string>();

  const say = async (
    message: InboundMessage,
    { ttsVoice, ttsLimit, ttsSummary }: SessionSettings,
    key: string,
    text: string,
    /** whose model sums up; null: nothing is summed up */
    sessionKey: string | null,
  ): Promise<string | null> => {
    const { speech, locale } = config();
    const channel = room.channels.find(message.channel, message.accountId);
    if (speech.speaking === null || channel === null) return noVoiceHere[locale];
    const most = speech.speaking.charactersMax;
    const limit = Math.min(ttsLimit ?? most, most);
    let words = speakableText(text, limit);
    if (ttsSummary === 'on' && sessionKey !== null) {
      const whole = speakableText(text, summedCharsMax);
      const summary = whole.length > limit ? await room.sumUp(sessionKey, whole, limit, ending.signal) : null;
      if (summary !== null) words = speakableText(summary, limit) || words;
    }
    if (words === '') return nothingToSay[locale];
    const { synthesize } = await import('./synthesize.ts');
    const made = await synthesize(words, speech.speaking, ttsVoice ?? null, ending.signal);
    if (made.kind === 'failed') return made.failure.sentence[locale];
    const { id: chatId, threadId } = message.chat;
    await channel.send({ chatId, threadId }, { text: '', files: [made.file] }, key);
    return null;
  };

  const tracked = async <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  };

  return {
    answered(message, sessionKey, key, text) {
      const { speaking, mode } = config().speech;
      // what most gateways pay for this room
      if (speaking === null) return;
      const settings = room.transcripts.findSession(sessionKey)?.settings ?? {};
      if (!isSpoken(settings.tts ?? mode, message)) return;
      const chat = placeOf(message);
      const failed = (reason: string): void => {
        troubles.set(chat, reason);
        metrics.add('errors', 'Failures by kind', ['kind', 'speech']);
      };
      const speaks = say(message, settings, `${key}:voice`, text, sessionKey).then(
        (refusal) => {
          if (refusal === null) troubles.delete(chat);
          else if (refusal !== nothingToSay[config().locale]) failed(refusal);
        },
        (error: unknown) => {
          if (ending.signal.aborted) return;
          failed((error as Error).message);
          logger.log('warn', 'an answer could not be spoken', { channel: message.channel, error });
        },
      );
      void tracked(speaks);
    },
    controls: (message, settings, key) => ({
      settings: config().speech,
      trouble: troubles.get(placeOf(message)) ?? null,
      say: (text) =>
        tracked(
          say(message, settings, `${key}:voice`, text, null).catch(
            (error: unknown) => (error as Error).message,
          ),
        ),
    }),
    async stop() {
      ending.abort();
      await Promise.allSettled(underWay);
    },
  };
}

const placeOf = ({ channel, accountId, chat }: InboundMessage): string =>
  `${channel}:${accountId}:${chat.id}`;
