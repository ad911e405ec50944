/**
 * `skills.json` in the state folder: what was switched off by hand. It lies where the agent's programs can write, so it can only take
 * away; what the configuration switches off stays off.
 */
import path from 'node:path';
import * as z from 'zod/mini';
import { readSmallFile, stampOf, writeSmallFile } from '../settings/small-file.ts';

const OffFile = z.object({ disabled: z.array(z.string()) });
const bytesMax = 64 * 1024;

/** every message asks, many times */
const lookMs = 250;

export type OffByHand = {
  /** Looks at the file again when a moment has passed; the same set until it has changed. */
  names(): ReadonlySet<string>;
  /** Looks at the file the next time, however short ago that was done. */
  lookAgain(): void;
};

export function watchOffByHand(stateDir: string): OffByHand {
  const file = fileOf(stateDir);
  let stamp = '';
  let names: ReadonlySet<string> = new Set();
  let lookedAt = -Infinity;
  return {
    names() {
      const at = performance.now();
      if (at - lookedAt < lookMs) return names;
      lookedAt = at;
      const now = stampOf(file);
      if (now === stamp) return names;
      stamp = now;
      names = readOffByHand(stateDir);
      return names;
    },
    lookAgain: () => void (lookedAt = -Infinity),
  };
}

/** Empty when there is no such file, or one that makes no sense. */
export function readOffByHand(stateDir: string): Set<string> {
  try {
    const text = readSmallFile(fileOf(stateDir), bytesMax);
    const parsed = OffFile.safeParse(JSON.parse(text ?? '{}'));
    return new Set(parsed.success ? parsed.data.disabled : []);
  } catch {
    return new Set();
  }
}

export function writeOffByHand(stateDir: string, names: ReadonlySet<string>): void {
  writeSmallFile(fileOf(stateDir), `${JSON.stringify({ disabled: [...names].sort() }, null, 2)}\n`);
}

function fileOf(stateDir: string): string {
  return path.join(stateDir, 'skills.json');
}
