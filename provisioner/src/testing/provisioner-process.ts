// A provisioner as a process of its own that stands still at a named moment, says so, and waits to be killed.
// argv[2]: the moment, e.g. "recorded start"; without one it never does.
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { parseEnv } from '../env.ts';
import { run } from '../run.ts';
import { openDriverWithoutWalls } from './driver-without-walls.ts';

const [moment] = process.argv.slice(2);
const config = parseEnv(process.env);
const crashPoint = (name: string) => {
  if (name !== moment) return;
  // A killed process leaves none by itself.
  flushCompileCache();
  writeSync(1, 'reached\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
await run(config, { crashPoint, driver: openDriverWithoutWalls(config.driver, crashPoint) });
