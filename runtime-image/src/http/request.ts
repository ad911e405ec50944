import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeIssues } from '../config/issue.ts';
import { hashBody } from '../control-auth.ts';

const bodyBytesMax = 2 * 1024 * 1024;
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

/**
 * The JSON body. Refuses with 413 beyond `bodyBytesMax`, with 400 what is not JSON, with 401 another body than the signed one.
 *
 * @param signedHash see `Caller`
 */
export async function readJson(request: IncomingMessage, signedHash: string | null): Promise<unknown> {
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
  const body = Buffer.concat(chunks);
  if (signedHash !== null && hashBody(body) !== signedHash)
    throw new HttpError(401, 'unauthorized', 'The body is not the one that was signed.');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new HttpError(400, 'invalid_request_error', 'The body is not JSON.');
  }
}

type Issues = Parameters<typeof describeIssues>[0];

/** Parses with a schema; the refusal names the field and what it must be. */
export function parseBody<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: Issues } },
  body: unknown,
): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = describeIssues(parsed.error, body);
  throw new HttpError(
    400,
    'invalid_request_error',
    `${issue?.path || 'body'}: ${issue?.message ?? 'is not valid'}`,
  );
}
