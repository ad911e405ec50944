/** The key ring in a file that may change while services run: a new key is taken over without a restart. */
import { readFileSync, renameSync, statSync, writeFileSync, type BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parseKeyRing, refreshOnUnknownKey, type KeyRing, type RingKey } from './secrets.ts';

/** How often the file is looked at. A value under a key that is not known yet makes it be looked at once more, at once. */
export const keyFileEveryMs = 2_000;

export interface KeyFile {
  /** always as the file last was when it could be read; hold on to it, it changes in place */
  ring: KeyRing;
  close(): void;
}

/**
 * @param problem is told when the file cannot be used any more; the keys that were there last go on to hold
 * @throws when it cannot be used at first: SecretsError for its content, else the system's error
 */
export function openKeyFile(
  path: string,
  problem: (error: Error) => void,
  everyMs = keyFileEveryMs,
): KeyFile {
  // looked at before it is read: what is written in between differs at the next look
  let seen = markOf(statSync(path, { bigint: true }));
  const ring: [RingKey, ...RingKey[]] = [...parseKeyRing(readFileSync(path, 'utf8').trim())];
  const refresh = () => {
    try {
      seen = markOf(statSync(path, { bigint: true, throwIfNoEntry: false }));
      const now = parseKeyRing(readFileSync(path, 'utf8').trim());
      ring.splice(0, ring.length, ...now);
    } catch (error) {
      problem(error as Error);
    }
  };
  let isClosed = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    const mark = await stat(path, { bigint: true }).then(markOf, () => '');
    if (isClosed) return;
    if (mark !== seen) {
      // a file that cannot even be looked at is told of once
      seen = mark;
      refresh();
    }
    lookLater();
  };
  // by looking, not by events: those of a mounted or replaced file do not arrive everywhere
  const lookLater = (): void => void (timer = setTimeout(() => void look(), everyMs).unref());
  lookLater();
  refreshOnUnknownKey(ring, refresh);
  return {
    ring,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** Another one after each change of the file; empty when it is gone. */
const markOf = (stats: BigIntStats | undefined): string =>
  stats === undefined ? '' : `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;

/** For its owner alone, whole or not at all. */
export function writeKeyFile(path: string, ring: KeyRing): void {
  writeFileSync(`${path}.new`, `${keyRingText(ring)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** As `parseKeyRing` reads it. */
export const keyRingText = (ring: KeyRing): string =>
  ring.map(({ id, bytes }) => `${id}:${bytes.toString('base64')}`).join(',');
