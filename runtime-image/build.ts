/** `node build.ts` → `dist/gateway.cjs`: one CommonJS file, minified. */
import path from 'node:path';
import { build } from 'esbuild';
import { larkSlim } from './build-plugins.ts';

const here = import.meta.dirname;
await build({
  entryPoints: [path.join(here, 'src/bundle.ts')],
  outfile: path.join(here, 'dist/gateway.cjs'),
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minify: true,
  // the ESM builds of the packages can be shaken, their CommonJS builds cannot
  mainFields: ['module', 'main'],
  // only ASCII in the file: V8 keeps it in one byte a character then
  charset: 'ascii',
  plugins: [larkSlim],
  legalComments: 'none',
  logLevel: 'warning',
});
