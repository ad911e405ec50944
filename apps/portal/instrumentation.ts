/** What runs once when the server starts, and where errors of requests are written down. */
import type { Instrumentation } from 'next';

export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { start } = await import('./start.ts');
  await start();
}

/** The digest is the trace id that the error page shows: who has it finds this line. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { log } = await import('./log.ts');
  const traceId =
    typeof error === 'object' && error !== null && 'digest' in error ? String(error.digest) : undefined;
  log().error(
    { err: error, traceId, method: request.method, route: context.routePath, kind: context.routeType },
    'a request failed',
  );
};
