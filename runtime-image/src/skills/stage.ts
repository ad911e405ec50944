/** A skill from anywhere, copied aside and looked at, before it is put among the others. */
import fs from 'node:fs';
import path from 'node:path';
import { readFolder, type DescribeCode } from './shelf.ts';
import type { Skill } from './skill.ts';

export type Staged =
  { kind: 'ok'; skill: Skill; install(): string; drop(): void } | { kind: 'refused'; message: string };

const bytesMax = 20 * 1024 * 1024;
const left = new Set(['node_modules', '.git']);

/**
 * @param source a folder with SKILL.md or index.ts, or one `.js`, `.mjs` or `.ts` file
 * @returns `install` puts it into `<state>/skills`, in the place of one of the same name, and gives the folder
 */
export async function stageSkill(source: string, stateDir: string, describe: DescribeCode): Promise<Staged> {
  const found = fs.statSync(source, { throwIfNoEntry: false });
  if (found === undefined) return { kind: 'refused', message: `There is no ${source}.` };
  const skills = path.join(stateDir, 'skills');
  fs.mkdirSync(skills, { recursive: true });
  const room = fs.realpathSync(fs.mkdtempSync(path.join(skills, '.staged-')));
  const drop = (): void => fs.rmSync(room, { recursive: true, force: true });
  const folder = path.basename(source).replace(/\.[^.]*$/, '');
  const target = path.join(room, folder);
  try {
    copy(source, target, found.isDirectory());
  } catch (error) {
    drop();
    return { kind: 'refused', message: `${(error as Error).message}.` };
  }
  const place = { source: 'state' as const, wall: room, dir: room, locale: 'en' as const };
  const skill = await readFolder(place, folder, describe);
  if ('error' in skill) {
    drop();
    return { kind: 'refused', message: `${source}: ${skill.error}.` };
  }
  return {
    kind: 'ok',
    skill,
    drop,
    install() {
      const at = path.join(skills, skill.head.name);
      fs.rmSync(at, { recursive: true, force: true });
      fs.renameSync(target, at);
      drop();
      return at;
    },
  };
}

function copy(source: string, target: string, isFolder: boolean): void {
  let bytes = 0;
  if (!isFolder) {
    const extension = path.extname(source);
    if (!['.js', '.mjs', '.ts'].includes(extension))
      throw new Error(`${source} is not a .js, .mjs or .ts file`);
    fs.mkdirSync(target, { recursive: true });
    fs.copyFileSync(source, path.join(target, `index${extension}`));
    return;
  }
  fs.cpSync(source, target, {
    recursive: true,
    filter(from) {
      const stat = fs.lstatSync(from);
      if (stat.isSymbolicLink()) throw new Error(`${from} is a link; put the file itself there`);
      bytes += stat.isFile() ? stat.size : 0;
      if (bytes > bytesMax) throw new Error('the folder is larger than 20 MB');
      return !left.has(path.basename(from));
    },
  });
}
