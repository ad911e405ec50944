import { notSent, type Sent } from './sent.ts';

const timeoutMs = 4_500;

/** A POST with a bearer token to an operator's own service; whatever it answers with 2xx has taken the message. */
export async function postOnce(service: { url: string; token: string }, body: object): Promise<Sent> {
  const first = await post(service, body);
  return first.kind === 'not_sent' && first.problem === 'unreachable' ? post(service, body) : first;
}

async function post({ url, token }: { url: string; token: string }, body: object): Promise<Sent> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    await response.body?.cancel();
    if (response.ok) return { kind: 'sent' };
    const problem = response.status === 401 || response.status === 403 ? 'credentials' : 'refused';
    return notSent(problem, `status ${response.status}`);
  } catch (error) {
    return neverConnected(error) ? notSent('unreachable', codeOf(error)) : notSent('silent', codeOf(error));
  }
}

/** Nothing can have been sent: no connection ever stood. */
export const neverConnected = (error: unknown): boolean =>
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(codeOf(error));

/** The system's code of a failure, wherever it hides; its message could repeat what was sent. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  return error.cause instanceof Error ? codeOf(error.cause) : error.name;
}
