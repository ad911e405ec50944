/** What a reminder says. Pure. */
import type { ReminderKind } from '@rockpool/db/domain/reminders';
import { sayMoment } from '../local-moment.ts';

export type ReminderWords = {
  kind: ReminderKind;
  outlook: 'renew' | 'final';
  locale: 'zh' | 'en';
  /** IANA name */
  zone: string;
  now: Date;
  expiresAt: Date;
  /** until when the data is kept */
  keptUntil: Date;
  /** null: the pages' address is not known here, and the chat has no /renew */
  portalUrl: string | null;
};

export function reminderText(words: ReminderWords): string {
  return (words.locale === 'zh' ? zh : en)(words);
}

function zh({ kind, outlook, zone, now, expiresAt, keptUntil, portalUrl }: ReminderWords): string {
  const [ends, kept] = [sayMoment(expiresAt, zone, 'zh'), sayMoment(keptUntil, zone, 'zh')];
  const page = portalUrl === null ? '云电脑页面' : ` ${portalUrl}/computer `;
  if (kind === 'expired')
    return outlook === 'renew'
      ? `您的云电脑已到期，马上会停止运行，对话、文件和设置都会保留到 ${kept}。到${page}续用后会自动恢复，一切照旧。`
      : `您的云电脑已到期，使用期到此结束，马上会停止运行。数据保留到 ${kept}，请在此之前到${page}导出。`;
  const left = timeLeft(expiresAt, now, 'zh');
  if (outlook === 'final')
    return `您的云电脑将在 ${ends} 到期（还有${left}）。使用期到此结束，不能再续用。数据保留到 ${kept}，请在此之前到${page}导出。`;
  const how = portalUrl === null ? `请到${page}续用` : `回复 /renew 续用一天，也可以到${page}续用`;
  return `您的云电脑将在 ${ends} 到期（还有${left}）。${how}。到期后停止运行，数据会保留。`;
}

function en({ kind, outlook, zone, now, expiresAt, keptUntil, portalUrl }: ReminderWords): string {
  const [ends, kept] = [sayMoment(expiresAt, zone, 'en'), sayMoment(keptUntil, zone, 'en')];
  const page = portalUrl === null ? 'the page of your computer' : `${portalUrl}/computer`;
  if (kind === 'expired')
    return outlook === 'renew'
      ? `Your cloud computer has expired and is about to stop. Conversations, files and settings are kept until ${kept}. Renew it and it comes back just as it was: ${page}`
      : `Your cloud computer has expired: its time of use is over and it is about to stop. Your data is kept until ${kept}; export it before then: ${page}`;
  const left = timeLeft(expiresAt, now, 'en');
  if (outlook === 'final')
    return `Your cloud computer expires on ${ends} (${left} left). This is the end of its time of use, it cannot be renewed. Your data is kept until ${kept}; export it before then: ${page}`;
  const how =
    portalUrl === null ? `Renew it on ${page}` : `Reply /renew for one more day, or renew it here: ${page}`;
  return `Your cloud computer expires on ${ends} (${left} left). ${how}\nAfter that it stops; your data is kept.`;
}

function timeLeft(expiresAt: Date, now: Date, locale: 'zh' | 'en'): string {
  const minutes = Math.max(1, Math.round((expiresAt.getTime() - now.getTime()) / 60_000));
  if (minutes < 90) return locale === 'zh' ? `约 ${minutes} 分钟` : `about ${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return locale === 'zh' ? `约 ${hours} 小时` : `about ${hours} hours`;
}
