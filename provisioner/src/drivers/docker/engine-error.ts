/**
 * - not_found: the engine says that there is no such thing.
 * - conflict: a name, an address range or a removal under way stands against it.
 * - unreachable: no answer, or not in time; whether it was done is not known.
 * - failed: the engine answered that it could not; a 500 may still have done it.
 */
export type EngineErrorKind = 'not_found' | 'conflict' | 'unreachable' | 'failed';

export class EngineError extends Error {
  readonly kind: EngineErrorKind;
  /** of the engine's HTTP; null without an answer */
  readonly status: number | null;

  constructor(kind: EngineErrorKind, message: string, status: number | null = null) {
    super(message);
    this.name = 'EngineError';
    this.kind = kind;
    this.status = status;
  }
}

/** The engine answers 403 to these, as to much else. */
const taken = /pool overlaps|same bridge name|already exists/i;

/** @param timedOutMs how long was waited when that is why it ended */
export function namedError(
  error: unknown,
  { socketPath, timedOutMs }: { socketPath: string; timedOutMs: number | null },
): EngineError {
  if (error instanceof EngineError) return error;
  const { statusCode, code, message, json } = error as Error & {
    statusCode?: number;
    code?: string;
    json?: { message?: unknown };
  };
  if (statusCode !== undefined) {
    const words = typeof json?.message === 'string' ? json.message : message;
    return new EngineError(kindOf(statusCode, words), `the Docker engine says: ${words.trim()}`, statusCode);
  }
  if (timedOutMs !== null)
    return new EngineError(
      'unreachable',
      `the Docker engine at ${socketPath} does not answer within ${timedOutMs / 1000} s`,
    );
  if (code !== undefined || message === 'socket hang up')
    return new EngineError(
      'unreachable',
      `the Docker engine at ${socketPath} does not answer (${code ?? message})`,
    );
  return new EngineError('failed', message);
}

function kindOf(status: number, words: string): EngineErrorKind {
  if (status === 404) return 'not_found';
  if (status === 409 || taken.test(words)) return 'conflict';
  return 'failed';
}

/** Only a definite not-found is null. */
export async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not_found') return null;
    throw error;
  }
}

/** false for null and for "is so already". */
export async function changed(promise: Promise<unknown>, alreadySo = 304): Promise<boolean> {
  try {
    return (await promise) !== null;
  } catch (error) {
    if (error instanceof EngineError && error.status === alreadySo) return false;
    throw error;
  }
}
