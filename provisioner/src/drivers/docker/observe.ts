/** What is seen of instances on an engine: asked each time, never remembered. */
import type { Observation } from '../driver.ts';
import type { Containers } from './containers.ts';
import { filesHashOf } from './deliver.ts';
import { deliveries } from './deliveries.ts';
import type { Engine } from './engine.ts';
import { nameExit } from './exit.ts';
import { addressOf, answersAt, endpointAt } from './gateway-port.ts';
import { readLaunch } from './launch.ts';
import { label } from './names.ts';
import { instanceOf } from './owned.ts';
import type { VolumeArchive } from './volume-archive.ts';
import type { Volumes } from './volumes.ts';

/** of a program's last words */
const lines = 40;

export type ObserveOptions = {
  engine: Engine;
  installation: string;
  containers: Containers;
  volumes: Volumes;
  archive: VolumeArchive;
};

export function createObserver({ engine, installation, containers, volumes, archive }: ObserveOptions) {
  return {
    async observe(id: string): Promise<Observation> {
      const found = await containers.find(id);
      if (!found) {
        if (await archive.isHalf(id)) return { state: 'half' };
        return (await volumes.exists(id)) ? { state: 'stopped', exit: null } : { state: 'absent' };
      }
      if (!found.running)
        return { state: 'stopped', exit: nameExit(found, (await engine.logs(found.id, lines)) ?? []) };
      const address = addressOf(found);
      const answers = await answersAt(address);
      const alive = {
        endpoint: endpointAt(address),
        filesHash: answers ? await filesHashOf(found) : deliveries.hashOf(found),
        ...readLaunch(found),
        startedAt: found.startedAt,
      };
      return { state: answers ? 'running' : 'starting', ...alive };
    },

    async list(): Promise<{ id: string; alive: boolean }[]> {
      const ours = { [label.installation]: installation };
      const [made, kept] = [await engine.listContainers(ours), await engine.listVolumes(ours)];
      const alive = new Map<string, boolean>();
      const note = (id: string | null, isAlive: boolean) => id !== null && alive.set(id, isAlive);
      for (const id of await volumes.disksThere()) note(id, false);
      for (const { labels } of kept) note(instanceOf(labels), false);
      for (const { labels, running } of made) note(instanceOf(labels), running);
      return [...alive].map(([id, isAlive]) => ({ id, alive: isAlive }));
    },
  };
}
