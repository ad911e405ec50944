/** The folders of all agents, opened; what is taken along. */
import path from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import type { GatewayConfig } from '../config/settings.ts';
import { openInside, pathOf } from '../tools/open-inside.ts';
import { walk, type Found } from './walk.ts';

/** Relative to the state folder, each once and none inside of another: `workspace`, `workspace-writer`. Pure. */
export function workspaceFolders(config: Pick<GatewayConfig, 'agents'>, stateDir: string): string[] {
  const folders = Object.values(config.agents).map(({ workspace }) => path.relative(stateDir, workspace));
  const inside = (inner: string, outer: string) => inner.startsWith(`${outer}/`);
  return [...new Set(folders)]
    .filter((folder) => folder !== '' && folder !== '..' && !folder.startsWith('../'))
    .filter((folder) => !folders.some((other) => inside(folder, other)))
    .sort();
}

/** Every file of theirs, named from the state folder on. A folder that is not there, or is a link, is left out as a whole. */
export async function* walkWorkspaces(
  config: Pick<GatewayConfig, 'agents'>,
  stateDir: string,
): AsyncGenerator<Found, void> {
  for (const name of workspaceFolders(config, stateDir)) {
    const folder = await openFolder(stateDir, name);
    if (folder === null) {
      yield { kind: 'left_out', name, why: 'unreadable' };
      continue;
    }
    try {
      yield* walk(folder, pathOf(folder, path.join(stateDir, name)), `${name}/`);
    } finally {
      await folder.close();
    }
  }
}

async function openFolder(stateDir: string, name: string): Promise<FileHandle | null> {
  const place = { kind: 'inside' as const, root: stateDir, path: path.join(stateDir, name) };
  const opened = await openInside(place, 'list').catch(() => null);
  return opened?.kind === 'open' ? opened.file : null;
}
