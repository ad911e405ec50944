import type { Locale } from '../../i18n/locale.ts';
import type { Sent } from './sent.ts';

/** A one-time code on its way to a phone; `phone` in E.164. */
export interface CodeMessage {
  phone: string;
  code: string;
  locale: Locale;
}

/** Sends one message, in 10 seconds at most. A second try is made only where the first cannot have sent anything. Never throws. */
export type SendSms = (message: CodeMessage) => Promise<Sent>;
