import { openKeyFile } from '@rockpool/db/key-file';
import { parseKeyRing, type KeyRing } from '@rockpool/db/secrets';
import { env } from './env.ts';
import { log } from './log.ts';

// on globalThis because Next loads a module once per bundle, and each of them would watch the file
const shared = globalThis as typeof globalThis & { rockpoolKeys?: KeyRing };

/**
 * Seals and opens what the database must not show, and derives the gateways' tokens. A ring from a file follows the
 * file. Throws `SecretsError` for a ring that does not parse.
 */
export function keyRing(): KeyRing {
  return (shared.rockpoolKeys ??= open());
}

function open(): KeyRing {
  const { keys } = env();
  if ('text' in keys) return parseKeyRing(keys.text);
  const problem = (error: Error) =>
    log().error({ err: error }, 'the file of keys cannot be used; the last keys hold');
  return openKeyFile(keys.file, problem).ring;
}
