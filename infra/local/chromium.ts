import fs from 'node:fs';
import path from 'node:path';

const programNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser for the journeys: `CHROMIUM_PATH`, else the first known name in the PATH; undefined when there is none. */
export function findChromium(env: Record<string, string | undefined>): string | undefined {
  const folders = (env.PATH ?? '').split(path.delimiter);
  const candidates = env.CHROMIUM_PATH
    ? [env.CHROMIUM_PATH]
    : programNames.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return candidates.find((file) => fs.existsSync(file));
}
