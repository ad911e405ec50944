/** The gateway program that instances run here: which one it is, and how it is called. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { allocatorEnvironment, nurseryFlag } from '@rockpool/gateway/launch';
import type { LaunchSettings } from '../driver.ts';
import type { Program } from './launch.ts';
import type { Volume } from './volume.ts';

export type GatewayProgram = {
  /** one JavaScript file */
  bundle: string;
  args: readonly string[];
  /** folder of what Node compiles once for all instances */
  compileCache: string;
};

export function createProgram({ bundle, args, compileCache }: GatewayProgram) {
  const nameFile = fileNamer(bundle);

  return {
    /** Throws when the program is not there. */
    async launchName({ memoryMiB }: LaunchSettings): Promise<string> {
      const name = await nameFile().catch((error: NodeJS.ErrnoException) => {
        throw new Error(`the gateway program ${bundle} cannot be read (${error.code})`);
      });
      return `${name} ${process.version} ${memoryMiB}MiB`;
    },

    callIn: ({ stateDir }: Volume, port: number, { memoryMiB }: LaunchSettings): Program => ({
      argv: [process.execPath, ...memoryFlags(memoryMiB), bundle, ...args],
      env: {
        OPENCLAW_STATE_DIR: stateDir,
        OPENCLAW_GATEWAY_PORT: String(port),
        // it tells who restarts it by a command whether somebody starts it again
        ROCKPOOL_SUPERVISED: '1',
        HOME: stateDir,
        PATH: '/usr/local/bin:/usr/bin:/bin',
        LANG: 'C.UTF-8',
        NODE_ENV: 'production',
        NODE_COMPILE_CACHE: compileCache,
        ...allocatorEnvironment,
      },
    }),
  };
}

/** The heap gets what the bound leaves after Node's own share. */
function memoryFlags(memoryMiB: number): string[] {
  return [`--max-old-space-size=${Math.max(32, Math.floor(memoryMiB * 0.7))}`, nurseryFlag];
}

/** Names a file by its content; read again only when the file was written. */
function fileNamer(path: string): () => Promise<string> {
  let last = { written: '', name: '' };
  return async () => {
    const { mtimeMs, size, ino } = await stat(path);
    const written = `${mtimeMs} ${size} ${ino}`;
    if (written !== last.written) {
      const name = createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
        .slice(0, 16);
      last = { written, name };
    }
    return last.name;
  };
}
