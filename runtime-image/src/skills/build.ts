/** A code skill as one file without imports of its own. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';

export type Built = { kind: 'ok'; how: 'esbuild' | 'stripped' } | { kind: 'refused'; message: string };

const entries = ['index.ts', 'index.js', 'index.mjs'];
const kit = 'rockpool-gateway/skill';
const imports = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g;

/** @param searchPath folders by colons where the program esbuild may be; those of npm above the folder are looked at first */
export function buildSkill(folder: string, outfile: string, searchPath: string): Built {
  const entry = entries.map((name) => path.join(folder, name)).find((file) => fs.existsSync(file));
  if (entry === undefined) return { kind: 'refused', message: `${folder} has no ${entries.join(', ')}.` };
  const esbuild = findEsbuild(folder, searchPath);
  if (esbuild !== null) return bundle(esbuild, entry, outfile);
  const text = fs.readFileSync(entry, 'utf8');
  const own = [...text.matchAll(imports)].map((match) => match[1] ?? '');
  const foreign = own.filter((name) => name !== kit && !name.startsWith('node:'));
  if (foreign.length > 0)
    return {
      kind: 'refused',
      message: `The skill imports ${foreign.join(', ')}: that takes esbuild to become one file. Install it beside the skill (npm install esbuild) and try again.`,
    };
  try {
    fs.writeFileSync(outfile, entry.endsWith('.ts') ? stripTypeScriptTypes(text) : text);
  } catch (error) {
    return { kind: 'refused', message: `${entry}: ${(error as Error).message}` };
  }
  return { kind: 'ok', how: 'stripped' };
}

function bundle(esbuild: string, entry: string, outfile: string): Built {
  const how = ['--bundle', '--platform=node', '--format=esm', '--target=node24', '--log-level=error'];
  const done = spawnSync(esbuild, [entry, ...how, `--external:${kit}`, `--outfile=${outfile}`], {
    encoding: 'utf8',
  });
  if (done.status === 0) return { kind: 'ok', how: 'esbuild' };
  return { kind: 'refused', message: (done.stderr || done.error?.message || 'esbuild failed').trim() };
}

function findEsbuild(folder: string, searchPath: string): string | null {
  const folders: string[] = [];
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    folders.push(path.join(at, 'node_modules/.bin'));
    if (at === path.dirname(at)) break;
  }
  const places = [...folders, ...searchPath.split(path.delimiter)].filter((each) => path.isAbsolute(each));
  return places.map((each) => path.join(each, 'esbuild')).find((file) => fs.existsSync(file)) ?? null;
}
