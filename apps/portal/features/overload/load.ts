/** How busy this process is: requests that are being answered, and how late its timers come. */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isStream, routeOf } from '../metrics/route-of.ts';
import type { Load } from './must-wait.ts';

const lookEveryMs = 250;

// on globalThis because Next loads a module once per bundle, and the load is of the process
const shared = globalThis as typeof globalThis & { rockpoolLoad?: Load };

/** Begins to watch; once per process. */
export function watchLoad(): void {
  if (shared.rockpoolLoad) return;
  const load: Load = (shared.rockpoolLoad = { open: 0, lagMs: 0 });
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (isStream(routeOf(request.url ?? ''))) return;
    load.open++;
    response.once('close', () => load.open--);
  });
  let looked = performance.now();
  setInterval(() => {
    const now = performance.now();
    // half of what it was: one long task is no overload, two in a row are
    load.lagMs = (load.lagMs + Math.max(0, now - looked - lookEveryMs)) / 2;
    looked = now;
  }, lookEveryMs).unref();
}

/** Nothing before `watchLoad`. */
export const currentLoad = (): Load => shared.rockpoolLoad ?? { open: 0, lagMs: 0 };
