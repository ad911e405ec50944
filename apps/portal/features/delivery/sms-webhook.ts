/** An operator's own gateway for SMS: `POST {phone, code, locale}` with a bearer token. The sandbox's outbox speaks it too. */
import { postOnce } from './post-once.ts';
import type { SendSms } from './sms.ts';

export const smsByWebhook =
  (service: { url: string; token: string }): SendSms =>
  ({ phone, code, locale }) =>
    postOnce(service, { phone, code, locale });
