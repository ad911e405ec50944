import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from './faults.ts';

/** Lets a fault strike. `answered` means the request needs no further work; `go-on` means the real answer follows. */
export async function applyFault(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<'answered' | 'go-on'> {
  if (fault.delayMs) await wait(fault.delayMs);
  if (fault.hang) return 'answered';
  if (fault.drop === 'request') {
    request.socket.destroy();
    return 'answered';
  }
  if (fault.drop === 'response') {
    response.writeHead = () => {
      request.socket.destroy();
      return response;
    };
    return 'go-on';
  }
  if (fault.status === undefined) return 'go-on';
  const isText = typeof fault.body === 'string';
  response.writeHead(fault.status, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    ...fault.headers,
  });
  response.end(isText ? (fault.body as string) : fault.body === undefined ? '' : JSON.stringify(fault.body));
  return 'answered';
}
