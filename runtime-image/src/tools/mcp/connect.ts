/** One connection to one MCP server by the official SDK. */
import { isAbsolute, join } from 'node:path';
import type { McpServer } from '../../config/mcp.ts';
import { guardedStream } from '../../net/guarded-stream.ts';
import { endStrays, markName } from '../../processes/end-strays.ts';
import type { LiveShell } from '../../processes/strays.ts';
import { programEnvironment } from '../program-environment.ts';
import { version } from '../../version.ts';
import type { Client, StdioClientTransport } from './mcp-sdk.bundle.ts';

const connectMsMax = 30_000;
const closeMs = 4_000;
const lastWordsChars = 500;
const messageBytesMax = 10_000_000;

/** The kernel takes it before the gateway when memory ends, and the gateway has the processor first. */
const prelude =
  '{ echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null; ' +
  'if command -v nice >/dev/null; then exec nice -n 10 "$@"; else exec "$@"; fi';

export type McpRoom = {
  environment: Readonly<Record<string, string | undefined>>;
  shells: { live: Set<LiveShell>; newMark(): string; alone: boolean };
  /** exact `host:port` pairs that may be reached although they are private */
  allow(): readonly string[];
};

export type Connection = {
  client: Client;
  /** the newest of what a program wrote beside its answers */
  lastWords(): string;
  /** Resolves when its program and what that started have ended. */
  close(): Promise<void>;
};

/** Throws a sentence when it cannot be reached or started in time. @param ended told once, when the connection is gone */
export async function connect(
  server: McpServer,
  workspace: string,
  room: McpRoom,
  ended: () => void,
): Promise<Connection> {
  const sdk = await import('./mcp-sdk.bundle.ts');
  const client = new sdk.Client({ name: 'rockpool', version });
  let words = '';
  let live: LiveShell | null = null;
  let stdio: StdioClientTransport | null = null;
  if (server.kind === 'stdio') {
    const mark = room.shells.newMark();
    const environment = {
      ...programEnvironment(room.environment, workspace),
      ...server.env,
      [markName]: mark,
    };
    const cwd =
      server.cwd === null ? workspace : isAbsolute(server.cwd) ? server.cwd : join(workspace, server.cwd);
    stdio = new sdk.StdioClientTransport({
      command: '/bin/sh',
      args: ['-c', prelude, 'sh', server.command, ...server.args],
      env: environment,
      cwd,
      stderr: 'pipe',
      maxBufferSize: messageBytesMax,
    });
    stdio.stderr?.on(
      'data',
      (piece: Buffer) => void (words = (words + piece.toString()).slice(-lastWordsChars)),
    );
    live = { pid: -1, mark };
    room.shells.live.add(live);
    client.onerror = (error) => {
      // the SDK gives it two seconds to end by itself, and reads on meanwhile
      if (isFlood(error) && stdio?.pid != null) process.kill(stdio.pid, 'SIGKILL');
    };
  }
  const transport =
    stdio ??
    new sdk.StreamableHTTPClientTransport(new URL(server.kind === 'http' ? server.url : ''), {
      requestInit: { headers: server.kind === 'http' ? server.headers : {} },
      fetch: guardedStream(room.allow),
    });
  const close = async (): Promise<void> => {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, closeMs);
    await Promise.race([client.close().catch(() => {}), late.promise]);
    clearTimeout(timer);
    if (live === null) return;
    room.shells.live.delete(live);
    const self = { pid: process.pid, uid: process.getuid?.() ?? -1 };
    await endStrays({ self, mark: live.mark, live: [...room.shells.live], alone: false });
  };
  try {
    // the SDK knows only some of what transports may leave out
    const connecting = client.connect(transport as never, {
      timeout: Math.min(server.timeoutMs, connectMsMax),
    });
    if (live !== null) live.pid = stdio?.pid ?? -1;
    await connecting;
    if (live !== null) live.pid = stdio?.pid ?? -1;
  } catch (error) {
    await close();
    throw new Error(`The MCP server ${server.name} cannot be used: ${explain(error as Error, words)}`, {
      cause: error,
    });
  }
  client.onclose = () => {
    ended();
    void close();
  };
  return { client, lastWords: () => words, close };
}

/** A message that is longer than `messageBytesMax`, or no message at all: the SDK has no code for it. */
const isFlood = (error: Error): boolean => error.message.startsWith('ReadBuffer exceeded');

/** The error's own words and what the program wrote last. */
export function explain(error: Error, words: string): string {
  const last = words.trim().split('\n').at(-1) ?? '';
  return `${error.message.slice(0, 300)}${last === '' ? '' : ` (it wrote: ${last})`}`;
}
