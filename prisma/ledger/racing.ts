import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Race } from './race-process.ts';

const raceProgram = path.join(import.meta.dirname, 'race-process.ts');

/** Runs each race in a process of its own, all started at the same moment; the results of all together. */
export async function raceInProcesses<Result>(races: Race[]): Promise<Result[]> {
  const runners = races.map(startRacer);
  for (const { lines } of runners) await lines.next();
  for (const { child } of runners) child.stdin.write('go\n');
  const results: Result[] = [];
  for (const { child, lines } of runners) {
    const { value } = await lines.next();
    results.push(...(JSON.parse(value as string) as Result[]));
    if (child.exitCode === null) await once(child, 'exit');
  }
  return results;
}

/** A race at the start line: it says `ready` as its first line, and runs when anything is written to it. */
export function startRacer(race: Race) {
  const child = spawn(process.execPath, [raceProgram, JSON.stringify(race)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}
