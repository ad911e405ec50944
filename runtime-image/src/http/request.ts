import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export const bodyBytesMax = 2 * 1024 * 1024;
const drainBytesMax = 64 * 1024 * 1024;

/** A refusal that the caller did wrong; becomes `{error: {type, message}}`, the form that OpenAI's clients read. */
export class HttpError extends Error {
  readonly status: number;
  readonly type: string;
  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

export function sendError(response: ServerResponse, error: HttpError): void {
  sendJson(response, error.status, { error: { type: error.type, message: error.message } });
}

/** Compares in a time that tells nothing of the token. An empty token opens nothing. */
export function isAuthorized(request: IncomingMessage, token: string): boolean {
  const given = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token)) && token !== '';
}

/** The JSON body. Refuses with 413 beyond `bodyBytesMax`, with 400 what is not JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // read to the end without keeping it, so that the caller reads the refusal instead of a broken connection
    if (size > bodyBytesMax) {
      chunks.length = 0;
      if (size > drainBytesMax) break;
      continue;
    }
    chunks.push(chunk);
  }
  if (size > bodyBytesMax) {
    throw new HttpError(413, 'too_large', `The body is larger than ${bodyBytesMax} bytes.`);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new HttpError(400, 'invalid_request_error', 'The body is not JSON.');
  }
}

type Issues = { issues: { path: PropertyKey[]; message: string }[] };

/** Parses with a schema; the refusal names the field. */
export function parseBody<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: Issues } },
  body: unknown,
): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.map(String).join('.') || 'body';
  throw new HttpError(400, 'invalid_request_error', `${field}: ${issue?.message ?? 'is not valid'}`);
}
