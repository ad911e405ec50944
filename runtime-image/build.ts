/** `node build.ts` → `dist/gateway.cjs` and the bundles beside it */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildBundle } from './build-bundle.ts';

const dist = path.join(import.meta.dirname, 'dist');
const files = await buildBundle(path.join(dist, 'gateway.cjs'));
for (const file of readdirSync(dist))
  if (!files.includes(file)) rmSync(path.join(dist, file), { recursive: true });
