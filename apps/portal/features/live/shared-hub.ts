import { env } from '../../env.ts';
import { log } from '../../log.ts';
import { createHub, type Hub } from './hub.ts';

// on globalThis because Next loads a module once per bundle, and a process needs one LISTEN connection
const shared = globalThis as typeof globalThis & { rockpoolHub?: Hub };

export function hub(): Hub {
  return (shared.rockpoolHub ??= createHub({
    databaseUrl: env().databaseUrl,
    onLost: (error) => log().warn({ err: error }, 'live updates lost the database; connecting again'),
  }));
}
