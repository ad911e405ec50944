import { globSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { absentPackages, bundlesApart, larkSlim, playwrightInOneFile } from './build-plugins.ts';

const src = path.join(import.meta.dirname, 'src');

/**
 * Writes the gateway as one minified CommonJS file, and beside it `<name>.cjs` for each `<name>.bundle.ts` of the sources: a heavy
 * package that is loaded at its first use. Throws when a file would load anything but Node's own modules: Node looks for others in
 * `node_modules` of all parent folders and in `$HOME/.node_modules`, where a program of the agent could lay them.
 *
 * @returns the names of the files, `gateway.cjs` first
 */
export async function buildBundle(outfile: string): Promise<string[]> {
  const apart = globSync('**/*.bundle.ts', { cwd: src }).sort();
  const names = apart.map((file) => path.basename(file, '.bundle.ts'));
  if (new Set([...names, 'gateway']).size <= names.length)
    throw new Error(`two bundles would have the same name: ${names.join(', ')}`);
  const { metafile } = await build({
    entryPoints: {
      [path.basename(outfile, '.cjs')]: path.join(src, 'bundle.ts'),
      ...Object.fromEntries(apart.map((file, index) => [names[index]!, path.join(src, file)])),
    },
    outdir: path.dirname(outfile),
    outExtension: { '.js': '.cjs' },
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
    plugins: [bundlesApart, larkSlim, playwrightInOneFile, absentPackages],
    legalComments: 'none',
    logLevel: 'error',
  });
  const files = [path.basename(outfile), ...names.map((name) => `${name}.cjs`)];
  checkImports(metafile, new Set(files));
  return files;
}

function checkImports({ outputs }: Metafile, siblings: ReadonlySet<string>): void {
  for (const [file, { imports, inputs, entryPoint = '' }] of Object.entries(outputs)) {
    const foreign = imports.filter(
      (each) =>
        each.external === true &&
        !isBuiltin(each.path) &&
        !(each.path.startsWith('./') && siblings.has(path.basename(each.path))),
    );
    if (foreign.length > 0)
      throw new Error(`${file} would load ${foreign.map((each) => each.path).join(', ')} from a folder`);
    if (!entryPoint.endsWith('.bundle.ts')) continue;
    const ours = Object.keys(inputs).filter((each) => each !== entryPoint && isOurs(each));
    if (ours.length > 0)
      throw new Error(
        `${entryPoint} would hold a second copy of ${ours.join(', ')}; it may only wrap a package`,
      );
  }
}

function isOurs(input: string): boolean {
  const file = path.resolve(input.replace(/^[a-z-]+:(?=\/)/, ''));
  return file.startsWith(src + path.sep);
}
