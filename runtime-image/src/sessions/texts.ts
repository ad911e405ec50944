/** What the gateway itself says in a conversation. */
import type { Locale } from '../config/settings.ts';
import type { ModelFailure } from '../model-errors.ts';

type Text = Record<Locale, string>;

const stopped: Text = { zh: '（已停止）', en: '(stopped)' };
const truncated: Text = {
  zh: '（回答达到长度上限，已截断；可以说“继续”）',
  en: '(cut at the length limit; say "continue")',
};
const stepLimit: Text = {
  zh: '（步骤较多，先停在这里；可以说“继续”）',
  en: '(many steps so far, stopping here; say "continue")',
};
const shortened: Text = {
  zh: '（对话超出了模型的长度，这次没有带上较早的内容，接下来会压缩成摘要）',
  en: '(the conversation is too long for the model: its older part was left out this time, and is summed up next)',
};
const gaveUp: Text = {
  zh: '处理这条消息时多次中断，已放弃。请换一种说法，或把任务拆小。',
  en: 'Work on this message was interrupted several times, so it was given up. Try other words or a smaller task.',
};
const internal: Text = {
  zh: '网关内部出错，这条消息没有得到回答，请再发一次。',
  en: 'The gateway failed, so this message was not answered; send it again.',
};

const interrupted: Text = { zh: '（被您的新消息打断）', en: '(interrupted by your next message)' };
const tooMany: Text = {
  zh: '等待处理的消息太多，这一条没有处理。请稍后再发一次。',
  en: 'Too many messages are waiting, so this one was left out. Send it again in a while.',
};

export const texts = { stopped, truncated, stepLimit, shortened, gaveUp, internal, interrupted, tooMany };

const cutOff: Text = {
  zh: '（回答到一半，模型服务的连接断了；可以说“继续”）',
  en: '(the connection to the model broke in the middle of this answer; say "continue")',
};

/** @param trace short id, also in the log @param isHalfSaid then nothing is wrong with the address of a service that broke off */
export function failureText(
  failure: ModelFailure,
  locale: Locale,
  trace: string,
  isHalfSaid = false,
): string {
  const isCutOff = isHalfSaid && (failure.kind === 'unreachable' || failure.kind === 'timeout');
  return `${(isCutOff ? cutOff : failure.sentence)[locale]} [${trace}]`;
}

export function pairingText(code: string, locale: Locale): string {
  return locale === 'zh'
    ? `我还不认识您。请把配对码 ${code} 发给我的主人，由主人在网页上批准，或对我发送 /allowlist add ${code}（1 小时内有效）。批准后请再发一次消息。`
    : `I do not know you yet. Give the pairing code ${code} to my owner, who can approve it within one hour on the web page, or by sending me /allowlist add ${code}; then write again.`;
}

export function pairingFullText(locale: Locale): string {
  return locale === 'zh'
    ? '我还不认识您，而且等待批准的人太多了，请稍后再试。'
    : 'I do not know you yet, and too many people are waiting for approval. Try again later.';
}
