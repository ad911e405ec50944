/** `node build.ts` → `dist/gateway.cjs` */
import path from 'node:path';
import { buildBundle } from './build-bundle.ts';

await buildBundle(path.join(import.meta.dirname, 'dist/gateway.cjs'));
