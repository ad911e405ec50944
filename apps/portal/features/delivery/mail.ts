import type { Sent } from './sent.ts';

/** Plain text: nothing to load, nothing to track, readable everywhere. */
export interface MailMessage {
  to: string;
  subject: string;
  text: string;
}

/** Sends one mail, in 20 seconds at most. A second try is made only where the first cannot have sent anything. Never throws. */
export type SendMailMessage = (message: MailMessage) => Promise<Sent>;
