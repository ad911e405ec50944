import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

export type Programs = { has(name: string, now: number): boolean };

/** programs come with an image, so there is no hurry to see new ones */
const rememberedMs = 60_000;

/** @param searchPath folders by colons, as `PATH` has them */
export function findProgram(searchPath: string): Programs {
  const known = new Map<string, { at: number; found: boolean }>();
  const folders = searchPath.split(path.delimiter).filter((each) => path.isAbsolute(each));
  const look = (name: string): boolean => folders.some((folder) => isProgram(path.join(folder, name)));
  return {
    has(name, now) {
      if (!/^[\w.+-]+$/.test(name)) return false;
      const last = known.get(name);
      if (last !== undefined && Math.abs(now - last.at) < rememberedMs) return last.found;
      const found = look(name);
      known.set(name, { at: now, found });
      return found;
    },
  };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
