/** The user's Markdown files that are part of every prompt, read again only when they changed. */
import fs from 'node:fs';
import path from 'node:path';
import type { Locale } from '../config/settings.ts';

const fileCharsMax = 20_000;
const totalCharsMax = 60_000;
const promptFiles = ['AGENTS.md', 'SOUL.md', 'IDENTITY.md', 'USER.md', 'MEMORY.md'] as const;
/** about the owner; not shown where others read along */
const privateFiles: ReadonlySet<string> = new Set(['USER.md', 'MEMORY.md']);

export type PromptFile = { name: string; text: string; truncated: boolean };

/** Gives an empty workspace its first files; one with anything in it is left alone. */
export function prepareWorkspace(workspace: string, templates: string, locale: Locale): void {
  fs.mkdirSync(workspace, { recursive: true });
  if (fs.readdirSync(workspace).length > 0) return;
  const source = path.join(templates, locale);
  if (fs.existsSync(source)) fs.cpSync(source, workspace, { recursive: true });
}

const cache = new Map<string, { stamp: string; text: string }>();
/** A busy bot looks at its files so often, not with every message; what its own tools change is seen at once. */
const lookMs = 250;
const looked = new Map<string, { at: number; files: PromptFile[] }>();

/** The same array until a file has changed. @param now ms of a clock that only goes forward */
export function promptFilesOf(workspace: string, where: 'private' | 'group', now: number): PromptFile[] {
  const key = `${where} ${workspace}`;
  const last = looked.get(key);
  if (last !== undefined && now - last.at < lookMs) return last.files;
  const read = readPromptFiles(workspace, where);
  const isSame =
    last?.files.length === read.length &&
    read.every(
      ({ name, text }, index) => last.files[index]?.name === name && last.files[index].text === text,
    );
  const files = isSame ? last.files : read;
  looked.set(key, { at: now, files });
  return files;
}

/** A tool ran there. */
export function promptFilesMayDiffer(workspace: string): void {
  for (const [key, last] of looked) if (key.endsWith(` ${workspace}`)) last.at = -Infinity;
}

function readPromptFiles(workspace: string, where: 'private' | 'group'): PromptFile[] {
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
  const stat = statOf(file);
  if (!stat?.isFile()) return '';
  const stamp = `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
  const known = cache.get(file);
  if (known?.stamp === stamp) return known.text;
  // more than this cannot be shown anyway, and a huge file must not cost the memory
  const text = stat.size > fileCharsMax * 16 ? '' : readInside(file);
  cache.set(file, { stamp, text });
  return text;
}

/** A loop of links, or one to where nobody may look, is as good as nothing. */
function statOf(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Empty for a file that lies outside of its folder by a link: the gateway may read what the agent's programs may not. What was put in
 * its place meanwhile, a pipe above all, holds nobody up.
 */
function readInside(file: string): string {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  let descriptor: number | null = null;
  try {
    const real = fs.realpathSync(file);
    if (!real.startsWith(fs.realpathSync(path.dirname(file)) + path.sep)) return '';
    descriptor = fs.openSync(real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    return fs.fstatSync(descriptor).isFile() ? fs.readFileSync(descriptor, 'utf8') : '';
  } catch {
    return '';
  } finally {
    if (descriptor !== null) fs.closeSync(descriptor);
  }
}
