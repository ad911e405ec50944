import type { ServerResponse } from 'node:http';
import type { ParsedFailure } from './script.ts';

export function sendFailure(response: ServerResponse, { status, headers, body }: ParsedFailure): void {
  const isText = typeof body === 'string';
  response.writeHead(status, {
    'content-type': isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    ...headers,
  });
  response.end(isText ? body : JSON.stringify(body ?? {}));
}
