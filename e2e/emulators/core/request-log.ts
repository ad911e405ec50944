/** One request as it arrived. `status` is 0 until answered, and stays 0 when the connection was dropped. */
export interface LoggedRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bodyBytes: number;
  /** text bodies only, cut after `bodyCharactersMax` characters; empty for multipart and binary */
  readonly body: string;
  status: number;
  /** true when an injected fault decided the answer */
  faulted: boolean;
}

export interface RequestLog {
  readonly entries: readonly LoggedRequest[];
  add(entry: LoggedRequest): void;
  clear(): void;
  /** Requests of that method whose path equals `path` or matches it as an expression. */
  matching(method: string, path: string | RegExp): LoggedRequest[];
}

export const bodyCharactersMax = 64_000;

/** Keeps the newest `entriesMax` requests. */
export function createRequestLog(entriesMax = 1000): RequestLog {
  let entries: LoggedRequest[] = [];
  return {
    get entries() {
      return entries;
    },
    add(entry) {
      entries.push(entry);
      // Cutting in blocks keeps a busy emulator from moving the whole array at each request.
      if (entries.length >= entriesMax * 2) entries = entries.slice(-entriesMax);
    },
    clear() {
      entries = [];
    },
    matching: (method, path) =>
      entries.filter(
        (entry) =>
          entry.method === method && (typeof path === 'string' ? entry.path === path : path.test(entry.path)),
      ),
  };
}
