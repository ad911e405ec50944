import path from 'node:path';
import type { Locale } from '../config/settings.ts';
import { createShelf, type DescribeCode, type Shelf, type ShelfPlace } from './shelf.ts';
import type { BrokenSkill, Skill } from './skill.ts';

export type SkillPlaces = {
  workspace: string;
  stateDir: string;
  bundledDir: string;
  extraDirs: readonly string[];
  locale: Locale;
};

/** All that one agent has: workspace before state before bundled before extra folders. */
export type Collection = {
  skills(): Skill[];
  broken(): BrokenSkill[];
  /** see `Shelf.look` */
  look(epoch: string): Promise<void> | null;
};

export function createCollection(places: SkillPlaces, describe: DescribeCode): Collection {
  const { workspace, stateDir, bundledDir, extraDirs, locale } = places;
  const own = (source: ShelfPlace['source'], wall: string): ShelfPlace => ({
    source,
    wall,
    dir: path.join(wall, 'skills'),
    locale,
  });
  const bundled = createShelf({ source: 'bundled', wall: bundledDir, dir: bundledDir, locale }, describe);
  let isBundledRead = false;
  const shelves: Shelf[] = [
    createShelf(own('workspace', workspace), describe),
    createShelf(own('state', stateDir), describe),
    bundled,
    ...extraDirs.map((dir) => createShelf({ source: 'extra', wall: dir, dir, locale }, describe)),
  ];
  let merged: Skill[] | null = null;
  return {
    skills: () => (merged ??= merge(shelves)),
    broken: () => shelves.flatMap((shelf) => shelf.content().broken),
    look(epoch) {
      // those that come with the gateway do not change while it runs
      const changed = shelves
        .filter((shelf) => shelf !== bundled || !isBundledRead)
        .map((shelf) => shelf.look(epoch))
        .filter((each) => each !== null);
      isBundledRead = true;
      if (changed.length === 0) return null;
      return Promise.all(changed).then(() => void (merged = null));
    },
  };
}

function merge(shelves: readonly Shelf[]): Skill[] {
  const byName = new Map<string, Skill>();
  for (const skill of shelves.flatMap((shelf) => shelf.content().skills))
    if (!byName.has(skill.head.name)) byName.set(skill.head.name, skill);
  return [...byName.values()].sort((a, b) => (a.head.name < b.head.name ? -1 : 1));
}
