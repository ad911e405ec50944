/** Mail by SMTP. `smtps://` speaks TLS from the start, `smtp://` turns to it before anything is said; only loopback may do without. */
import { createTransport } from 'nodemailer';
import type { MailMessage, SendMailMessage } from './mail.ts';
import { notSent, type DeliveryProblem, type Sent } from './sent.ts';

export interface SmtpServer {
  /** `smtps://user:password@host:465`, percent-encoded where needed */
  url: string;
  /** `Rockpool <rockpool@example.com>` */
  from: string;
  /** certificates to trust beside the system's, as PEM */
  ca?: string | undefined;
}

const connectTimeoutMs = 5_000;
const answerTimeoutMs = 8_000;

export function mailBySmtp({ url, from, ca }: SmtpServer): SendMailMessage {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const transport = createTransport({
    host,
    secure,
    port: Number(port) || (secure ? 465 : 587),
    requireTLS: !secure && !isLoopback(host),
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: answerTimeoutMs,
    socketTimeout: answerTimeoutMs,
    tls: { ...(ca && { ca }), minVersion: 'TLSv1.2' },
    // nothing of a message is ever read from a file or an address
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  async function send({ to, subject, text }: MailMessage): Promise<Sent> {
    try {
      // an object, so that no name in it is parsed for further recipients
      await transport.sendMail({ from, to: { name: '', address: to }, subject, text });
      return { kind: 'sent' };
    } catch (error) {
      const { code = '', command = '', responseCode } = error as SmtpError;
      return notSent(
        problemOf({ code, command, responseCode }),
        [code, command, responseCode].join(' ').trim(),
      );
    }
  }
  return async (message) => {
    const first = await send(message);
    return first.kind === 'not_sent' && first.problem === 'unreachable' ? send(message) : first;
  };
}

interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number | undefined;
}

function problemOf({ code, command, responseCode }: Required<SmtpError>): DeliveryProblem {
  if (code === 'EAUTH') return 'credentials';
  if (command === 'CONN') return 'unreachable';
  if (code === 'EENVELOPE') return 'recipient';
  if (responseCode === 421 || responseCode === 450 || responseCode === 452) return 'quota';
  return responseCode === undefined ? 'silent' : 'refused';
}

const isLoopback = (host: string) => host === 'localhost' || host === '127.0.0.1' || host === '::1';
