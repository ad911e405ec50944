import { hashFiles as hashConfigFiles } from '@rockpool/gateway/config';
import type { StateFileName } from './driver.ts';

/** The hash under which the gateway reports the files in force. A volume that lacks a file hashes unlike any rendered one. */
export function hashFiles(files: readonly { name: StateFileName; text: string }[]): string {
  const text = (name: StateFileName) => files.find((file) => file.name === name)?.text ?? null;
  return hashConfigFiles({
    'openclaw.json': text('openclaw.json') ?? '\0',
    'rockpool.json': text('rockpool.json'),
    '.env': text('.env'),
  });
}
