/**
 * Name servers that an engine asks for its containers although the host has others (`dns` in daemon.json). It tells them only in the
 * `/etc/resolv.conf` of a container, in a comment, from version 25 on; older ones tell nobody, and an operator has to.
 */
import { EngineError } from '../drivers/docker/engine-error.ts';
import type { Engine } from '../drivers/docker/engine.ts';
import { label } from '../drivers/docker/names.ts';

const seen = new Map<string, { at: number; servers: string[] }>();
const staleMs = 10 * 60_000;

/** IPv4 addresses that the engine asks from inside the container; those it asks as the host need no way through the walls. */
export function serversBehind(resolvConf: string): string[] {
  const listed = /^# ExtServers: \[([^\]]*)\]/m.exec(resolvConf)?.[1] ?? '';
  return listed.split(/[\s,]+/).filter((each) => /^\d+(\.\d+){3}$/.test(each) && !each.startsWith('127.'));
}

/** Looks into a container of an installation, for `engineNameServers`. What cannot be read changes nothing. */
export async function learnNameServers(engine: Engine, installation: string, container: string) {
  try {
    // A tar with one small file: its text is in there as it is.
    const archive = await engine.getArchive(container, '/etc/resolv.conf');
    seen.set(installation, { at: Date.now(), servers: serversBehind(archive.toString('latin1')) });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
}

/** What a container of the installation showed last; asks one that runs when that is some minutes ago. */
export async function engineNameServers(engine: Engine, installation: string): Promise<string[]> {
  if (!((seen.get(installation)?.at ?? 0) > Date.now() - staleMs)) {
    const containers = await engine.listContainers({ [label.installation]: installation }).catch((error) => {
      if (error instanceof EngineError) return [];
      throw error;
    });
    const running = containers.find((each) => each.running);
    if (running) await learnNameServers(engine, installation, running.id);
  }
  return seen.get(installation)?.servers ?? [];
}
