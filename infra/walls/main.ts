import path from 'node:path';
import { complain } from '../local/report.ts';
import { parseSettings, readDotenv } from '../local/settings.ts';
import { root } from '../local/stack.ts';
import { runWalls } from './program.ts';

/** `npm run walls [-- up | down | check | print]`, for whoever may change the firewall. */
async function walls(): Promise<number> {
  const settings = parseSettings(process.env, readDotenv(root));
  const stateDir = path.resolve(root, settings.ROCKPOOL_DATA_DIR ?? '.rockpool');
  return runWalls({ root, stateDir, settings }, process.argv.slice(2), process.env);
}

process.exit(await walls().catch(complain));
