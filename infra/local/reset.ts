import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { rememberedDriver, removeContainers } from './computers.ts';
import { databasePlace } from './database-place.ts';
import { defaultSocket, type Removed } from './engine.ts';
import { Failure } from './failure.ts';
import { stopPostgres } from './postgres.ts';
import type { Settings } from './settings.ts';
import { endStrays } from './strays.ts';

/**
 * Removes the state of this installation after asking: database, secrets, sandbox, instances, logs, and what it has
 * in a Docker engine. Resolves false when the answer was no.
 * @throws Failure where the database is the operator's own, and where nobody can be asked
 */
export async function reset(
  stateDir: string,
  settings: Settings,
  yes: boolean,
  keep: string,
): Promise<boolean> {
  const { dataDir } = databasePlace(stateDir);
  if (settings.DATABASE_URL) {
    const { host, pathname } = new URL(settings.DATABASE_URL);
    throw new Failure(
      `--reset would drop everything in the database ${pathname.slice(1)} on ${host}, and it does not do that to a database of your own: empty it yourself, remove ${stateDir}, and start without --reset.`,
    );
  }
  const places = ['postgres', 'secrets.json', 'sandbox', 'instances', 'logs', 'driver'].map((name) =>
    path.join(stateDir, name),
  );
  if (!places.includes(dataDir)) places.push(path.dirname(dataDir));
  const there = places.filter((place) => fs.existsSync(place));
  if (there.length === 0) return true;
  if (!yes && !(await isConfirmed(there, rememberedDriver(stateDir) === 'docker'))) {
    console.log('Nothing was removed.');
    fs.rmSync(keep, { force: true });
    return false;
  }
  await endStrays(stateDir, 'end-instances', () => {});
  await stopPostgres(dataDir);
  const socket = settings.DOCKER_SOCKET ?? defaultSocket;
  const removed: Removed[] = [];
  try {
    await removeContainers(stateDir, socket, (each) => removed.push(each));
  } catch (error) {
    const { message } = error as Error;
    throw new Failure(
      removed.length === 0
        ? `Nothing was removed: computers of this installation are containers, and the Docker engine at ${socket} could not be asked to remove them (${message}). Start it and try again.`
        : `Not everything was removed: ${tally(removed)} of this installation are gone, and the Docker engine at ${socket} did not remove the next (${message}). What is in ${stateDir} is still there; try again to remove the rest.`,
    );
  }
  for (const place of there) fs.rmSync(place, { recursive: true, force: true, maxRetries: 3 });
  console.log('Removed. Beginning anew.');
  return true;
}

const tally = (removed: readonly Removed[]) =>
  (['container', 'network', 'volume'] as const)
    .map((kind) => ({ kind, count: removed.filter((each) => each.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}${count === 1 ? '' : 's'}`)
    .join(', ');

async function isConfirmed(places: string[], inEngine: boolean): Promise<boolean> {
  console.log(`This removes every user, computer, conversation and file of this installation:`);
  for (const place of places) console.log(`  ${place}`);
  if (inEngine) console.log('  its containers, networks and volumes in the Docker engine');
  if (!process.stdin.isTTY) throw new Failure('Nobody is there to ask: add --yes to remove it.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Begin anew? (y/N) ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
