/** An operator's own service for mail: `POST {to, subject, text}` with a bearer token. The sandbox's outbox speaks it too. */
import type { SendMailMessage } from './mail.ts';
import { postOnce } from './post-once.ts';

export const mailByWebhook =
  (service: { url: string; token: string }): SendMailMessage =>
  ({ to, subject, text }) =>
    postOnce(service, { to, subject, text });
