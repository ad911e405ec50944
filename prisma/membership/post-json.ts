export type Posted =
  | { kind: 'json'; value: unknown }
  /** `why` in words, without what was sent or received */
  | { kind: 'failed'; why: string };

const bytesMax = 16_384;
const contentType = /^application\/([\w.-]+\+)?json\b/i;

/**
 * Posts JSON and reads a small JSON answer with status 200. Follows no redirect, for the number and the signature are meant
 * for one address. A connection that could not be made or broke before an answer is tried once more; nothing else is.
 */
export async function postJson(
  url: string,
  body: string,
  { headers, timeoutMs }: { headers: () => Record<string, string>; timeoutMs: number },
): Promise<Posted> {
  const signal = AbortSignal.timeout(timeoutMs);
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        cache: 'no-store',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers() },
        body,
        signal,
      });
      return await readPosted(response);
    } catch (error) {
      if (signal.aborted) return failed(`no answer within ${timeoutMs} ms`);
      if (attempt === 1 && isConnectionFailure(error)) continue;
      return failed(`the connection failed (${codeOf(error) ?? (error as Error).name})`);
    }
  }
}

async function readPosted(response: Response): Promise<Posted> {
  const type = response.headers.get('content-type') ?? '';
  const isRedirect = response.status >= 300 && response.status < 400;
  const wrong = isRedirect
    ? 'it redirects'
    : response.status !== 200
      ? `it answers with status ${response.status}`
      : !contentType.test(type)
        ? 'the answer is not JSON by its content type'
        : null;
  if (wrong) {
    await response.body?.cancel();
    return failed(wrong);
  }
  const text = await readText(response);
  if (text === null) return failed(`the answer is longer than ${bytesMax} bytes`);
  try {
    return { kind: 'json', value: JSON.parse(text) as unknown };
  } catch {
    return failed('the answer is not JSON');
  }
}

/** Null when there is more than anybody has to say about one plan. */
async function readText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // leaving the loop cancels the body
    if (size > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const connectionCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
];

const isConnectionFailure = (error: unknown) => connectionCodes.includes(codeOf(error) ?? '');
const codeOf = (error: unknown) => (error as { cause?: { code?: string } }).cause?.code;
const failed = (why: string): Posted => ({ kind: 'failed', why });
