/** The user's Markdown files that are part of every prompt, read again only when they changed. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Locale } from '../config/settings.ts';

export const fileCharsMax = 20_000;
export const totalCharsMax = 60_000;
const promptFiles = ['AGENTS.md', 'SOUL.md', 'IDENTITY.md', 'USER.md', 'MEMORY.md'] as const;
/** about the owner; not shown where others read along */
const privateFiles: ReadonlySet<string> = new Set(['USER.md', 'MEMORY.md']);

export type PromptFile = { name: string; text: string; truncated: boolean };

/** Gives an empty workspace its first files; one with anything in it is left alone. */
export function prepareWorkspace(workspace: string, templates: string, locale: Locale): void {
  mkdirSync(workspace, { recursive: true });
  if (readdirSync(workspace).length > 0) return;
  const source = path.join(templates, locale);
  if (existsSync(source)) cpSync(source, workspace, { recursive: true });
}

const cache = new Map<string, { stamp: string; text: string }>();

export function readPromptFiles(workspace: string, where: 'private' | 'group'): PromptFile[] {
  let left = totalCharsMax;
  const files: PromptFile[] = [];
  for (const name of promptFiles) {
    if (where === 'group' && privateFiles.has(name)) continue;
    const whole = readCached(path.join(workspace, name)).trim();
    if (whole === '') continue;
    const room = Math.min(fileCharsMax, left);
    const text = whole.slice(0, room);
    left -= text.length;
    if (text !== '') files.push({ name, text, truncated: text.length < whole.length });
  }
  return files;
}

function readCached(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) return '';
  const stamp = `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
  const known = cache.get(file);
  if (known?.stamp === stamp) return known.text;
  // more than this cannot be shown anyway, and a huge file must not cost the memory
  const text = stat.size > fileCharsMax * 16 ? '' : readFileSync(file, 'utf8');
  cache.set(file, { stamp, text });
  return text;
}
