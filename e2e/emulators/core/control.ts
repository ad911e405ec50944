import { Hono, type MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { Fault } from './faults.ts';
import type { EmulatorBench } from './server.ts';

const Advance = z.object({ advanceMs: z.number() });

/** What all emulators offer under `/__emulator`: faults, clock, request log. JSON in and out. */
export function controlRoutes(name: string, bench: EmulatorBench): Hono {
  const routes = new Hono();
  routes.use(ownPagesOnly);
  routes.onError((error, context) =>
    error instanceof z.ZodError
      ? context.json({ error: z.prettifyError(error) }, 400)
      : context.json({ error: error.message }, 400),
  );
  routes.get('/health', (context) => context.json({ ok: true, emulator: name }));
  routes.get('/clock', (context) => context.json({ now: bench.clock.now() }));
  routes.post('/clock', async (context) => {
    const { advanceMs } = Advance.parse(await context.req.json());
    return context.json({ now: bench.clock.advance(advanceMs) });
  });
  routes.get('/faults', (context) => context.json({ faults: bench.faults.list() }));
  routes.post('/faults', async (context) => {
    const id = bench.faults.add(Fault.parse(await context.req.json()));
    return context.json({ id }, 201);
  });
  routes.delete('/faults/:id?', (context) => {
    const id = context.req.param('id');
    if (id) bench.faults.remove(id);
    else bench.faults.clear();
    return context.json({ ok: true });
  });
  routes.get('/log', (context) => {
    const limit = Number(context.req.query('limit') ?? 100);
    return context.json({ requests: bench.log.entries.slice(-limit) });
  });
  routes.delete('/log', (context) => {
    bench.log.clear();
    return context.json({ ok: true });
  });
  return routes;
}

/** A foreign web page open in the same browser must not be able to drive the emulator. */
export const ownPagesOnly: MiddlewareHandler = async (context, next) => {
  const origin = context.req.header('origin');
  if (origin && !isSameHost(origin, context.req.header('host'))) {
    return context.json({ error: 'foreign origin' }, 403);
  }
  return next();
};

function isSameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
