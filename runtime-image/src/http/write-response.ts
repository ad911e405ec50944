import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** False once the caller has gone, or took nothing for `stallMs`: then the connection is ended. */
export async function writeResponse(
  response: ServerResponse,
  piece: string | Uint8Array,
  stallMs = 120_000,
): Promise<boolean> {
  if (response.destroyed) return false;
  if (piece.length === 0 || response.write(piece)) return true;
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  response.once('close', leave);
  const timer = setTimeout(leave, stallMs);
  try {
    await once(response, 'drain', { signal: gone.signal });
    return true;
  } catch {
    response.destroy();
    return false;
  } finally {
    clearTimeout(timer);
    response.off('close', leave);
  }
}
