#!/usr/bin/env node
// Runs the built gateway, or its sources where it was not built.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(`rockpool-gateway needs Node.js 24 or newer; this is ${process.version}.`);
  process.exit(1);
}
const root = new URL('../', import.meta.url);
const bundle = new URL('dist/gateway.cjs', root);
if (existsSync(bundle)) await import(bundle.href);
else (await import(new URL('src/main.ts', root).href)).run(fileURLToPath(root));
