// on globalThis because the route and the server's start are different bundles
const shared = globalThis as typeof globalThis & { rockpoolStreamsEnd?: AbortController };

function serverEnd(): AbortController {
  return (shared.rockpoolStreamsEnd ??= new AbortController());
}

/** For an event stream: ends with its request, or with the server, which otherwise waits for streams that never end. */
export function streamSignal(request: Request): AbortSignal {
  return AbortSignal.any([request.signal, serverEnd().signal]);
}

/** Ends all event streams of this process; their pages connect again, to whoever serves then. */
export function endStreams(): void {
  serverEnd().abort();
}

/**
 * The answer to a page that connects again while the server ends; null while it does not. It closes the connection,
 * which would otherwise be used again and again and never let the server go.
 */
export function endingResponse(): Response | null {
  if (!serverEnd().signal.aborted) return null;
  return new Response(null, { status: 503, headers: { connection: 'close', 'retry-after': '1' } });
}
