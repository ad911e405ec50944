import { isIP } from 'node:net';
import { connect } from 'node:tls';

/** null: not https, or nobody answers there */
export type CertificateEnd = () => Promise<Date | null>;

const lookAgainMs = 600_000;
const lookSoonMs = 60_000;
const patienceMs = 3_000;

/** When the certificate of this origin ends, asked for as a browser does and remembered for ten minutes. */
export function certificateEndOf(origin: string, now: () => number = Date.now): CertificateEnd {
  let known: { end: Date | null; until: number } | undefined;
  return async () => {
    if (known && now() < known.until) return known.end;
    const end = await look(new URL(origin));
    known = { end, until: now() + (end ? lookAgainMs : lookSoonMs) };
    return end;
  };
}

function look({ protocol, hostname, port }: URL): Promise<Date | null> {
  if (protocol !== 'https:') return Promise.resolve(null);
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    // one that is over, or that this machine does not trust, is what we want to hear of
    const socket = connect({
      host,
      port: Number(port || 443),
      rejectUnauthorized: false,
      ...(isIP(host) === 0 && { servername: host }),
    });
    const end = (found: Date | null) => {
      socket.destroy();
      resolve(found);
    };
    socket.setTimeout(patienceMs, () => end(null));
    socket.once('error', () => end(null));
    socket.once('secureConnect', () => end(validDate(socket.getPeerCertificate().valid_to)));
  });
}

function validDate(text: string | undefined): Date | null {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}
