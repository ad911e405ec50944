/**
 * The skills of one folder, read again only where a file has changed. Looking costs a call or two of the kernel when nothing has; a
 * folder is never watched.
 */
import fs from 'node:fs';
import path from 'node:path';
import { stampOf } from '../settings/small-file.ts';
import { openInside } from '../tools/open-inside.ts';
import { resolveInside } from '../tools/workspace-path.ts';
import type { Locale } from '../config/settings.ts';
import { readSkillText } from './read-skill.ts';
import {
  skillName,
  type BrokenSkill,
  type Skill,
  type SkillCode,
  type SkillHead,
  type SkillSource,
} from './skill.ts';

export type ShelfPlace = {
  source: SkillSource;
  /** what no link may lead out of */
  wall: string;
  /** folder of skill folders, inside of the wall */
  dir: string;
  /** `SKILL.zh.md` comes before `SKILL.md` for whoever speaks Chinese */
  locale: Locale;
};

export type ShelfContent = { skills: Skill[]; broken: BrokenSkill[] };

/** What the code of a skill says of itself; it is the user's program, so it is asked where it can do no harm. */
export type DescribeCode = (
  source: SkillSource,
  dir: string,
  file: string,
) => Promise<
  | { kind: 'ok'; head: Pick<SkillHead, 'name' | 'description' | 'version'>; match: SkillCode['match'] }
  | { kind: 'error'; message: string; needsLeave?: boolean }
>;

export type Shelf = {
  content(): ShelfContent;
  /**
   * Null when nothing has changed since the last time; else resolves when the content is new.
   *
   * @param epoch code is asked again what it is when this is another one
   */
  look(epoch: string): Promise<void> | null;
};

const foldersMax = 200;
const fileBytesMax = 400_000;
const codeFiles = ['index.ts', 'index.js', 'index.mjs'];

type Known = { stamp: string; found: Skill | BrokenSkill | null };

export function createShelf(place: ShelfPlace, describe: DescribeCode): Shelf {
  let content: ShelfContent = { skills: [], broken: [] };
  let known = new Map<string, Known>();
  let reading: Promise<void> | null = null;

  const read = async (folders: { name: string; stamp: string }[]): Promise<void> => {
    const next = new Map<string, Known>();
    for (const { name, stamp } of folders) {
      const before = known.get(name);
      const found = before?.stamp === stamp ? before.found : await readFolder(place, name, describe);
      next.set(name, { stamp, found });
    }
    known = next;
    const all = [...next.values()].map(({ found }) => found).filter((found) => found !== null);
    content = {
      skills: all.filter((each) => 'head' in each),
      broken: all.filter((each) => 'error' in each),
    };
  };

  return {
    content: () => content,
    look(epoch) {
      if (reading !== null) return reading;
      const folders = listFolders(place, epoch);
      const isSame =
        folders.length === known.size && folders.every(({ name, stamp }) => known.get(name)?.stamp === stamp);
      if (isSame) return null;
      reading = read(folders).finally(() => (reading = null));
      return reading;
    },
  };
}

function textFiles(locale: Locale): string[] {
  return locale === 'zh' ? ['SKILL.zh.md', 'SKILL.md'] : ['SKILL.md'];
}

function listFolders({ dir, locale }: ShelfPlace, epoch: string): { name: string; stamp: string }[] {
  let names: string[];
  try {
    names = fs.readdirSync(dir).sort().slice(0, foldersMax);
  } catch {
    // not there, or something else stands there
    return [];
  }
  return names
    .filter((name) => !name.startsWith('.'))
    .map((name) => {
      const stamps = (files: string[]): string =>
        files
          .map((file) => stampOf(path.join(dir, name, file)))
          .join(' ')
          .trim();
      const code = stamps(codeFiles);
      return { name, stamp: `${stamps(textFiles(locale))} ${code === '' ? '' : `${code} ${epoch}`}` };
    })
    .filter(({ stamp }) => stamp.trim() !== '');
}

export async function readFolder(
  place: ShelfPlace,
  folder: string,
  describe: DescribeCode,
): Promise<Skill | BrokenSkill> {
  const dir = path.join(place.dir, folder);
  const broken = (error: string): BrokenSkill => ({
    name: folder,
    dir,
    source: place.source,
    error,
    needsLeave: false,
  });
  try {
    let text: { kind: 'text'; text: string } | { kind: 'refused'; message: string } | null = null;
    for (const file of textFiles(place.locale)) text ??= await readInside(place.wall, path.join(dir, file));
    if (text?.kind === 'refused') return broken(`SKILL.md: ${text.message}`);
    const spec = text === null ? null : await readSkillText(text.text, folder, place.locale);
    if (spec?.kind === 'error') return broken(spec.message);
    const file = codeFiles.find((name) => stampOf(path.join(dir, name)) !== '');
    const common = { source: place.source, dir, body: spec?.body ?? '' };
    if (file === undefined)
      return spec === null ? broken('there is no SKILL.md') : { ...common, head: spec.head, code: null };
    const inside = await resolveInside(place.wall, path.join(dir, file));
    if (inside.kind === 'refused') return broken(`${file}: ${inside.message}`);
    const stamp = stampOf(inside.path);
    const said = await describe(place.source, dir, file);
    if (said.kind === 'error')
      return { ...broken(`${file}: ${said.message}`), needsLeave: said.needsLeave ?? false };
    if (!skillName.test(said.head.name)) return broken(`${file}: the name must be of a-z, 0-9, - and _`);
    const head = spec?.head ?? { ...emptyHead, ...said.head };
    return { ...common, head, code: { file, stamp, match: said.match } };
  } catch (error) {
    return broken((error as Error).message);
  }
}

/** A text file that no link leads to from outside; null when there is none. */
export async function readInside(
  wall: string,
  file: string,
): Promise<{ kind: 'text'; text: string } | { kind: 'refused'; message: string } | null> {
  if (stampOf(file) === '') return null;
  const place = await resolveInside(wall, file);
  if (place.kind === 'refused') return place;
  const opened = await openInside(place, 'read');
  if (opened.kind === 'refused') return opened;
  try {
    const { size } = await opened.file.stat();
    if (size > fileBytesMax) return { kind: 'refused', message: `is larger than ${fileBytesMax} bytes` };
    return { kind: 'text', text: (await opened.file.readFile()).toString('utf8') };
  } finally {
    await opened.file.close();
  }
}

const emptyHead: SkillHead = {
  name: '',
  description: '',
  version: '',
  homepage: '',
  emoji: '',
  userInvocable: true,
  onlyByPeople: true,
  os: [],
  requires: { bins: [], anyBins: [], env: [], config: [] },
  primaryEnv: '',
  install: [],
};
