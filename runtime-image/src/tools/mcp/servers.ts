/** The MCP servers of the configuration: connected at their first use, ended when nobody uses them. */
import { describeTool } from '../../agent/more-tools.ts';
import type { Tool, ToolContext, ToolResult } from '../../agent/tool.ts';
import type { ToolSpec } from '../../agent/model.ts';
import type { McpServer } from '../../config/mcp.ts';
import { connect, explain, type Connection, type McpRoom } from './connect.ts';
import { readResult } from './result.ts';

const idleMs = 5 * 60_000;
const toolsMax = 200;
const pagesMax = 20;
const nameCharsMax = 64;

type Open = { connection: Promise<Connection>; timer: NodeJS.Timeout | undefined; settings: string };

export function createMcpServers(room: McpRoom) {
  const opened = new Map<string, Open>();
  /** a server's tools by the names that they have here */
  const known = new WeakMap<Connection, Map<string, { name: string; spec: ToolSpec }>>();

  const connectionOf = (server: McpServer, workspace: string): Promise<Connection> => {
    const key = server.kind === 'stdio' ? `${server.name}\n${workspace}` : server.name;
    const settings = JSON.stringify(server);
    let open = opened.get(key);
    if (open !== undefined && open.settings !== settings) {
      void open.connection.then((old) => old.close()).catch(() => {});
      open = undefined;
    }
    if (open === undefined) {
      const fresh: Open = { settings, timer: undefined, connection: Promise.reject(new Error()) };
      fresh.connection.catch(() => {});
      const forget = (): void => {
        clearTimeout(fresh.timer);
        if (opened.get(key) === fresh) opened.delete(key);
      };
      fresh.connection = connect(server, workspace, room, forget);
      fresh.connection.catch(forget);
      opened.set(key, (open = fresh));
    }
    const { connection } = open;
    clearTimeout(open.timer);
    open.timer = setTimeout(
      () => void connection.then((idle) => idle.close()).catch(() => {}),
      idleMs,
    ).unref();
    return connection;
  };

  const toolsOf = async (server: McpServer, connection: Connection, signal: AbortSignal) => {
    const found = known.get(connection);
    if (found !== undefined) return found;
    const tools = new Map<string, { name: string; spec: ToolSpec }>();
    let cursor: string | undefined;
    let pages = 0;
    do {
      pages += 1;
      const page = await connection.client.listTools(cursor === undefined ? {} : { cursor }, {
        signal,
        timeout: server.timeoutMs,
      });
      for (const { name, description = '', inputSchema } of page.tools) {
        const whole = `${server.name}__${name.replace(/[^\w-]/g, '_')}`.slice(0, nameCharsMax);
        tools.set(whole, { name, spec: { name: whole, description, parameters: inputSchema } });
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined && tools.size < toolsMax && pages < pagesMax);
    known.set(connection, tools);
    return tools;
  };

  const run = async (
    server: McpServer,
    member: string,
    input: Record<string, unknown>,
    { workspace, signal }: ToolContext,
  ): Promise<ToolResult> => {
    const connection = await untilAborted(connectionOf(server, workspace), signal);
    try {
      const tools = await toolsOf(server, connection, signal);
      const tool = tools.get(`${server.name}__${member}`.slice(0, nameCharsMax));
      if (tool === undefined)
        return {
          output: `${server.name} has no tool ${member}; more_tools with the name ${server.name} lists them.`,
          ok: false,
        };
      const options = { signal, timeout: server.timeoutMs, maxTotalTimeout: server.timeoutMs };
      return readResult(
        await connection.client.callTool({ name: tool.name, arguments: input }, undefined, options),
      );
    } catch (error) {
      signal.throwIfAborted();
      return {
        output: `${server.name} failed: ${explain(error as Error, connection.lastWords())}`,
        ok: false,
      };
    }
  };

  return {
    /** A family of tools for each server. @param runsPrograms whether servers that are programs are offered */
    tools(servers: readonly McpServer[], runsPrograms: boolean): Tool[] {
      const families: Tool[] = servers
        .filter(({ kind }) => kind === 'http' || runsPrograms)
        .map((server) => ({
          name: server.name,
          description: 'MCP server',
          parameters: { type: 'object', properties: {} },
          rare: true,
          // who calls the server itself wants to know what it has
          run: (_, context) => describeTool({ name: server.name }, families, context),
          members: {
            async list({ workspace, signal }) {
              const connection = await untilAborted(connectionOf(server, workspace), signal);
              return [...(await toolsOf(server, connection, signal)).values()].map(({ spec }) => spec);
            },
            run: (member, input, context) => run(server, member, input, context),
          },
        }));
      return families;
    },
    /** Resolves when no program of theirs runs any more. */
    async stop(): Promise<void> {
      const all = [...opened.values()];
      opened.clear();
      for (const { timer } of all) clearTimeout(timer);
      await Promise.all(all.map(({ connection }) => connection.then((open) => open.close()).catch(() => {})));
    },
  };
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
