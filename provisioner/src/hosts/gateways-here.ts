/** Where the gateways of this host answer, as far as looks at them have told; asked by the relay for every call. */
import type { Driver } from '../drivers/driver.ts';

export type GatewaysHere = {
  /** what a look saw: where it answers, or null: it does not */
  note(id: string, endpoint: string | null): void;
  /** it lives elsewhere now */
  forget(id: string): void;
  /** http origin; null when nothing is known to answer for that id here */
  locate(id: string): Promise<string | null>;
  /** those that answered at the last look */
  readonly answering: ReadonlyMap<string, string>;
};

/** Those that no look has come to yet, after a start of the provisioner, are looked for; so many at a time, the others are away. */
const searchesMax = 16;

export function createGatewaysHere({
  driver,
  livesHere,
}: {
  driver: Pick<Driver, 'observe'>;
  livesHere: (id: string) => Promise<boolean>;
}): GatewaysHere {
  const answering = new Map<string, string>();
  const away = new Set<string>();
  let searches = 0;

  async function search(id: string): Promise<string | null> {
    if (searches >= searchesMax) return null;
    searches += 1;
    try {
      if (!(await livesHere(id))) return null;
      const seen = await driver.observe(id);
      return seen.state === 'running' ? seen.endpoint : null;
    } catch {
      // neither known nor found out: the caller may ask again
      return null;
    } finally {
      searches -= 1;
    }
  }

  return {
    answering,
    note(id, endpoint) {
      if (endpoint === null) {
        answering.delete(id);
        away.add(id);
      } else {
        away.delete(id);
        answering.set(id, endpoint);
      }
    },
    forget(id) {
      answering.delete(id);
      away.delete(id);
    },
    locate: async (id) => answering.get(id) ?? (away.has(id) ? null : search(id)),
  };
}
