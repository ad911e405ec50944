/**
 * Builds what the images of a deployment hold into `<root>/dist`: the portal with just the packages it uses, provisioner and
 * migrations as one file each, and what the gateways' image is built from. Runs in the image build, or outside where that has no
 * package registry (build.ts).
 */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');
const at = (...parts: string[]) => path.join(dist, ...parts);
const from = (...parts: string[]) => path.join(root, ...parts);

function run(cwd: string, args: string[], env: Record<string, string> = {}): void {
  const { status } = spawnSync(process.execPath, args, {
    cwd: from(cwd),
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** One file, with what its packages `require` at run time still to be had. */
async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [from(entry)],
    outfile: at(outfile),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // names stay, so that a stack says something; a source map would cost 200 MB of memory
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'linked',
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
    // used only where they are there: native parts, and a compiler for configuration in TypeScript
    external: ['pg-native', 'cpu-features', '*.node', 'typescript'],
    logLevel: 'warning',
  });
}

fs.rmSync(dist, { recursive: true, force: true });

run('prisma', [from('node_modules/prisma/build/index.js'), 'generate', '--config', 'prisma.config.ts']);
run('runtime-image', ['build.ts']);
for (const part of ['Dockerfile', '.dockerignore', 'dist', 'workspace', 'skills', 'skill-kit', 'image'])
  fs.cpSync(from('runtime-image', part), at('gateway-image', part), { recursive: true });
fs.copyFileSync(from('infra/images/build-gateway-image.mjs'), at('gateway-image/build-gateway-image.mjs'));

await bundle('provisioner/src/main.ts', 'provisioner/provisioner.mjs');
await bundle('infra/images/migrate.ts', 'provisioner/migrate.mjs');
fs.cpSync(from('prisma/migrations'), at('provisioner/migrations'), { recursive: true });

run('apps/portal', [from('node_modules/next/dist/bin/next'), 'build'], { PORTAL_BUILD: 'standalone' });
fs.cpSync(from('apps/portal/dist/standalone'), at('portal'), { recursive: true, verbatimSymlinks: true });
fs.cpSync(from('apps/portal/dist/static'), at('portal/apps/portal/dist/static'), { recursive: true });
fs.cpSync(from('apps/portal/public'), at('portal/apps/portal/public'), { recursive: true });
