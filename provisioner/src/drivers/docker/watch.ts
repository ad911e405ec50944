/**
 * Notices ends of programs by the engine's events. A connection that breaks is made again for ever; what ended meanwhile is
 * found by comparing who was alive before and after.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from './engine.ts';
import { label } from './names.ts';
import { instanceOf } from './owned.ts';

const pauseMinMs = 250;
const pauseMaxMs = 5_000;

export function watchContainers(
  engine: Engine,
  installation: string,
  changed: (id: string) => void,
): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const ours = { [label.installation]: installation };
  let alive = new Set<string>();

  async function look() {
    const now = (await engine.listContainers(ours)).filter(({ running }) => running);
    const before = alive;
    alive = new Set(now.flatMap(({ labels }) => instanceOf(labels) ?? []));
    for (const id of before) if (!alive.has(id)) changed(id);
  }

  async function follow() {
    for (let pauseMs = pauseMinMs; !signal.aborted; pauseMs = Math.min(2 * pauseMs, pauseMaxMs)) {
      try {
        for await (const event of engine.events(['start', 'die', 'oom', 'destroy'], ours, signal)) {
          pauseMs = pauseMinMs;
          if (event === 'connected') {
            await look();
            continue;
          }
          const id = instanceOf(event.labels);
          if (id === null) continue;
          if (event.action === 'start') alive.add(id);
          else {
            if (event.action !== 'oom') alive.delete(id);
            changed(id);
          }
        }
      } catch {
        // Said by every other call; here it only means to try again.
      }
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }
  void follow();
  return () => ending.abort();
}
