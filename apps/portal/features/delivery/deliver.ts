/** What the portal sends, by whatever the operator chose; failures are counted and logged without what was in them. */
import type { Locale } from '../../i18n/locale.ts';
import { env } from '../../env.ts';
import { log } from '../../log.ts';
import { portalMetrics } from '../metrics/metrics.ts';
import type { SendMailMessage } from './mail.ts';
import { mailText, type MailWish } from './mail-text.ts';
import type { Sent } from './sent.ts';
import type { CodeMessage, SendSms } from './sms.ts';
import { smsByWebhook } from './sms-webhook.ts';

// the vendors' packages are loaded by who uses them
async function openSms(): Promise<SendSms> {
  const { sms } = env();
  if (sms.driver === 'webhook') return smsByWebhook(sms);
  const { smsByAliyun } = await import('./sms-aliyun.ts');
  return smsByAliyun(sms);
}

async function openMail(): Promise<SendMailMessage | null> {
  const { mail } = env();
  if (mail === null) return null;
  if (mail.driver === 'webhook') return (await import('./mail-webhook.ts')).mailByWebhook(mail);
  return (await import('./mail-smtp.ts')).mailBySmtp(mail);
}

let sms: Promise<SendSms> | undefined;
let mail: Promise<SendMailMessage | null> | undefined;

/** Whether the code is on its way. */
export async function sendCode(message: CodeMessage): Promise<boolean> {
  const send = await (sms ??= openSms());
  return note('sms', await send(message));
}

/** Whether mails can be sent at all: without it nothing offers to. */
export const canMail = (): boolean => env().mail !== null;

/** Whether the mail is on its way; false too where no mail is set up. */
export async function sendMail({
  to,
  locale,
  ...wish
}: { to: string; locale: Locale } & MailWish): Promise<boolean> {
  const send = await (mail ??= openMail());
  if (!send) return false;
  return note('mail', await send({ to, ...mailText(locale, wish as MailWish) }));
}

function note(way: 'sms' | 'mail', sent: Sent): boolean {
  const result = sent.kind === 'sent' ? 'sent' : sent.problem;
  portalMetrics().messages.inc({ way, result });
  if (sent.kind === 'sent') return true;
  log().error({ way, problem: sent.problem, detail: sent.detail }, 'a message could not be sent');
  return false;
}
