import type { Issue } from './issue.ts';
import type { McpSection } from './schema/mcp.ts';
import type { SecretReader } from './secret.ts';

export type McpServer = { name: string; timeoutMs: number } & (
  | {
      kind: 'stdio';
      command: string;
      args: string[];
      env: Record<string, string>;
      /** of the workspace when it is not absolute; null: the workspace */
      cwd: string | null;
    }
  | { kind: 'http'; url: string; headers: Record<string, string> }
);

/** Tools are named `<server>__<tool>`, and vendors take 64 characters of a name. */
const serverName = /^[a-zA-Z](?:[a-zA-Z0-9-]|_(?!_)){0,31}$/;

export function readMcp(
  section: McpSection | undefined,
  readSecret: SecretReader,
  warnings: Issue[],
): McpServer[] {
  const servers: McpServer[] = [];
  for (const [name, server] of Object.entries(section?.servers ?? {})) {
    const path = `mcp.servers.${name}`;
    const refuse = (message: string): void => void warnings.push({ path, message });
    if (server.enabled === false) continue;
    const texts = (values: typeof server.env, at: string): Record<string, string> =>
      Object.fromEntries(
        Object.entries(values ?? {}).map(([key, value]) => [key, readSecret(value, `${path}.${at}.${key}`)]),
      );
    const timeoutMs = (server.timeoutSeconds ?? 60) * 1_000;
    if (!serverName.test(name))
      refuse('needs a name of at most 32 letters, digits, hyphens and single underscores; it is left out');
    else if (server.url !== undefined) {
      if ((server.type ?? server.transport) === 'sse')
        refuse('speaks SSE, which is no longer used; it is left out');
      else
        servers.push({
          kind: 'http',
          name,
          timeoutMs,
          url: server.url,
          headers: texts(server.headers, 'headers'),
        });
    } else if (server.command !== undefined) {
      const { command, args = [], cwd = null } = server;
      servers.push({ kind: 'stdio', name, timeoutMs, command, args, cwd, env: texts(server.env, 'env') });
    } else refuse('has neither command nor url; it is left out');
  }
  return servers;
}
