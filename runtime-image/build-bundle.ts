import { isBuiltin } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { larkSlim } from './build-plugins.ts';

/**
 * Writes the gateway as one minified CommonJS file. Throws when the file would load anything but Node's own modules: Node looks for
 * others in `node_modules` of all parent folders and in `$HOME/.node_modules`, where a program of the agent could lay them.
 */
export async function buildBundle(outfile: string): Promise<void> {
  const { metafile } = await build({
    entryPoints: [path.join(import.meta.dirname, 'src/bundle.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    metafile: true,
    // the ESM builds of the packages can be shaken, their CommonJS builds cannot
    mainFields: ['module', 'main'],
    // only ASCII in the file: V8 keeps it in one byte a character then
    charset: 'ascii',
    // ws would try packages that are not in the bundle
    define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
    plugins: [larkSlim],
    legalComments: 'none',
    logLevel: 'warning',
  });
  const foreign = Object.values(metafile.outputs)
    .flatMap((output) => output.imports)
    .filter((each) => each.external === true && !isBuiltin(each.path));
  if (foreign.length > 0)
    throw new Error(`the bundle would load ${foreign.map((each) => each.path).join(', ')} from a folder`);
}
