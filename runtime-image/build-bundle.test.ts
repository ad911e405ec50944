import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildBundle } from './build-bundle.ts';
import { removeDir, tempDir } from './src/testing.ts';

const folder = tempDir();
const bundle = path.join(folder, 'program/gateway.cjs');
const files = await buildBundle(bundle);
afterAll(() => removeDir(folder));

test('the bundle asks for nothing but modules of Node and the files beside it', async () => {
  const text = await readFile(bundle, 'utf8');
  const wanted = [...text.matchAll(/\b(?:require|import)\((["'])([^"']+)\1\)/g)].map(([, , name]) => name!);
  expect(wanted).toContain('node:sqlite');
  const beside = files.map((file) => `./${file}`);
  expect(wanted.filter((name) => !isBuiltin(name) && !beside.includes(name))).toEqual([]);
});

test('heavy packages lie beside it, as files of their own that can be loaded there', async () => {
  expect(files).toEqual(
    expect.arrayContaining([
      'gateway.cjs',
      'dingtalk-stream.cjs',
      'mcp-sdk.cjs',
      'page-reader.cjs',
      'playwright.cjs',
      'tar-stream.cjs',
    ]),
  );
  expect((await stat(bundle)).size).toBeLessThan(1_000_000);
  const load = createRequire(import.meta.url);
  const names = {
    'dingtalk-stream.cjs': 'DWClient',
    'mcp-sdk.cjs': 'Client',
    'page-reader.cjs': 'readPage',
    'playwright.cjs': 'chromium',
    'tar-stream.cjs': 'pack',
  };
  for (const [file, name] of Object.entries(names)) {
    const loaded = load(path.join(path.dirname(bundle), file)) as Record<string, unknown>;
    expect(loaded[name], file).toBeDefined();
  }
});

test('modules that lie in the home folder are not run by it', async () => {
  const home = path.join(folder, 'home');
  for (const name of ['bufferutil', 'utf-8-validate', 'openai', 'zod']) {
    const place = path.join(home, '.node_modules', name);
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, 'index.js'), `console.log('PLANTED ${name}');`);
  }
  const run = async (args: string[]): Promise<string> => {
    const child = spawn(process.execPath, args, {
      env: { HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (piece: Buffer) => void (said += piece.toString()));
    await once(child, 'close');
    return said;
  };
  // that it would be found there is what makes the rest mean something
  expect(await run(['-e', 'require("bufferutil")'])).toContain('PLANTED');
  const said = await run([bundle, 'config', 'validate']);
  expect(said).toContain('not valid');
  expect(said).not.toContain('PLANTED');
});
