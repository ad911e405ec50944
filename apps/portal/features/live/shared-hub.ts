import { env } from '../../env.ts';
import { log } from '../../log.ts';
import { createHub, type Hub } from './hub.ts';

/** more than anyone's open tabs; each costs queries, and on two pages a connection to the gateway */
const streamsPerUser = 30;

// on globalThis because Next loads a module once per bundle, and a process needs one LISTEN connection
const shared = globalThis as typeof globalThis & { rockpoolHub?: Hub };

export function hub(): Hub {
  return (shared.rockpoolHub ??= createHub({
    databaseUrl: env().databaseUrl,
    onLost: (error) => log().warn({ err: error }, 'live updates lost the database; connecting again'),
  }));
}

/** The answer to one open stream too many of a user; null while there is room. */
export function tooManyStreamsResponse(userId: string): Response | null {
  if (hub().count(userId) < streamsPerUser) return null;
  return new Response(null, { status: 429, headers: { 'retry-after': '10' } });
}
