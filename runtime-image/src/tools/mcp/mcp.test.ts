/** Real servers of the official SDK, as programs and over HTTP. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { moreToolsName, specsOf, unwrapCall } from '../../agent/more-tools.ts';
import { runTool } from '../../agent/run-tool.ts';
import { toolContext } from '../../agent/testing.ts';
import { readMcp, type McpServer } from '../../config/mcp.ts';
import type { Issue } from '../../config/issue.ts';
import { markName } from '../../processes/end-strays.ts';
import { readProcesses, readVariable } from '../../processes/process-table.ts';
import type { LiveShell } from '../../processes/strays.ts';
import { removeDir, tempDir } from '../../testing/temp-dir.ts';
import { createMcpServers } from './servers.ts';
import { createTestServer, pixel } from './testing/server.ts';

const root = tempDir();
const workspace = path.join(root, 'workspace');
mkdirSync(workspace);
let allow: string[] = [];
const live = new Set<LiveShell>();
const run = randomBytes(8).toString('hex');
let marks = 0;
const servers = createMcpServers({
  environment: { PATH: process.env.PATH, SANDBOX_SECRET: 'sk-hidden' },
  shells: { live, alone: false, newMark: () => `${run}-${(marks += 1)}` },
  allow: () => allow,
});
afterEach(() => servers.stop());
afterAll(() => removeDir(root));

const program: McpServer = {
  ...{ kind: 'stdio', name: 'calc', command: process.execPath, cwd: null, timeoutMs: 20_000 },
  args: [path.join(import.meta.dirname, 'testing/stdio.ts')],
  env: { CALC_KEY: 'for-calc' },
};
const ask = (server: McpServer, input: object, signal?: AbortSignal) => {
  const tools = servers.tools([server], true);
  const call = { id: '1', name: moreToolsName, input: JSON.stringify(input) };
  return runTool(unwrapCall(call, tools), tools, toolContext(workspace, signal && { signal }));
};
const ofServer = () => readProcesses().filter(({ pid }) => readVariable(pid, markName)?.startsWith(run));

describe('a server that is a program', () => {
  it('costs the prompt its name, and is started only when it is asked', () => {
    const tools = servers.tools([program], true);
    expect(specsOf(tools)[0]!.description).toContain('calc (MCP server)');
    expect(ofServer()).toEqual([]);
    expect(servers.tools([program], false)).toEqual([]);
  });

  it('is listed, described and called by <server>__<tool>', async () => {
    const listed = await ask(program, { name: 'calc' });
    expect(listed.output).toContain('calc__add: Add two numbers');
    expect(await ask(program, { name: 'calc', input: {} })).toEqual(listed);
    expect((await ask(program, { name: 'calc__add' })).output).toContain('"required":["a","b"]');
    expect(await ask(program, { name: 'calc__add', input: { a: 2, b: 40 } })).toEqual({
      output: '42',
      ok: true,
    });
    expect(await ask(program, { name: 'calc__refuse', input: {} })).toEqual({
      output: 'not today',
      ok: false,
    });
    const drawn = await ask(program, { name: 'calc__draw', input: {} });
    expect(drawn.images).toEqual([{ mimeType: 'image/png', base64: pixel }]);
    expect(drawn.output).toContain('no image');
    expect((await ask(program, { name: 'calc__add', input: { a: 'x' } })).ok).toBe(false);
    expect((await ask(program, { name: 'calc__sing', input: {} })).output).toContain('has no tool sing');
  });

  it('gets the environment of a command and its own, and works in the workspace', async () => {
    const { output } = await ask(program, { name: 'calc__env_show', input: {} });
    const environment = JSON.parse(output) as Record<string, string>;
    expect(environment).toMatchObject({ CALC_KEY: 'for-calc', HOME: workspace, CWD: workspace });
    expect(output).not.toContain('sk-hidden');
  });

  it('ends with everything that it started', async () => {
    await ask(program, { name: 'calc' });
    expect(ofServer().length).toBeGreaterThan(1);
    await servers.stop();
    expect(ofServer()).toEqual([]);
    expect(live.size).toBe(0);
  });

  it('that dies says why, and is started again', async () => {
    const died = await ask(program, { name: 'calc__die', input: {} });
    expect(died.ok).toBe(false);
    expect(died.output).toContain('calc failed');
    expect((await ask(program, { name: 'calc__add', input: { a: 1, b: 1 } })).output).toBe('2');
  });

  it('that hangs holds the turn to its limit, and to the stop of the turn', async () => {
    // the same settings to who keeps it open, so that its start has a time of its own
    const hasty = { ...program, toJSON: () => program.name };
    expect((await ask(hasty, { name: 'calc' })).ok).toBe(true);
    hasty.timeoutMs = 1_500;
    expect((await ask(hasty, { name: 'calc__hang', input: {} })).output).toMatch(/calc failed: .*timed out/i);
    const stop = new AbortController();
    const asked = ask(program, { name: 'calc__hang', input: {} }, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(asked).rejects.toThrow('stopped');
  });

  it('that is not there is told plainly', async () => {
    const { output, ok } = await ask({ ...program, command: 'no-such-program' }, { name: 'calc' });
    expect(ok).toBe(false);
    expect(output).toMatch(/MCP server calc cannot be used: .*(not found|No such file)/);
  });
});

describe('a server over HTTP', () => {
  let server: Server;
  let url: string;
  const keys: unknown[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      keys.push(request.headers['x-key']);
      const transport = new StreamableHTTPServerTransport();
      response.once('close', () => void transport.close());
      void createTestServer()
        .connect(transport as never)
        .then(() => transport.handleRequest(request, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const http = (): McpServer => ({
    kind: 'http',
    name: 'far',
    url,
    headers: { 'x-key': 'k' },
    timeoutMs: 5_000,
  });

  it('is used like the other, with its headers, also where programs are not run', async () => {
    allow = [new URL(url).host];
    expect(servers.tools([http()], false)).toHaveLength(1);
    expect(await ask(http(), { name: 'far__add', input: { a: 1, b: 2 } })).toEqual({ output: '3', ok: true });
    expect(new Set(keys)).toEqual(new Set(['k']));
  });

  it.each([
    [
      'lists tools page after page',
      (id: unknown) => ({ jsonrpc: '2.0', id, result: { tools: [], nextCursor: 'more' } }),
    ],
    ['answers with more than can be held', () => ({ junk: 'x'.repeat(12_000_000) })],
  ])('that %s for ever is given up', async (_, answer) => {
    let asked = 0;
    const hostile = createServer((request, response) => {
      void (async () => {
        let body = '';
        for await (const piece of request) body += String(piece);
        const { id, method } = JSON.parse(body || '{}') as { id?: unknown; method?: string };
        if (id === undefined) return void response.writeHead(202).end();
        asked += 1;
        const greeting = {
          ...{ jsonrpc: '2.0', id },
          result: {
            protocolVersion: '2025-06-18',
            capabilities: { tools: {} },
            serverInfo: { name: 'x', version: '1' },
          },
        };
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(method === 'initialize' ? greeting : answer(id)));
      })();
    });
    await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
    const { port } = hostile.address() as AddressInfo;
    allow = [`127.0.0.1:${port}`];
    const evil: McpServer = {
      ...{ kind: 'http', name: 'evil', headers: {}, timeoutMs: 5_000 },
      url: `http://127.0.0.1:${port}/mcp`,
    };
    const found = await ask(evil, { name: 'evil__x', input: {} });
    expect(found.ok).toBe(false);
    expect(asked).toBeLessThan(40);
    hostile.closeAllConnections();
    hostile.close();
  });

  it('on a private address is not reached unless it is allowed', async () => {
    allow = [];
    keys.length = 0;
    expect((await ask(http(), { name: 'far' })).output).toContain('is private');
    expect(keys).toEqual([]);
  });
});

describe('the configuration of servers', () => {
  it('is read with its secrets, and what cannot be used is told and left out', () => {
    const warnings: Issue[] = [];
    const read = readMcp(
      {
        servers: {
          good: { command: 'npx', args: ['x'], env: { KEY: 'secret' } },
          far: { url: 'https://mcp.example/', headers: { Authorization: 'Bearer t' }, timeoutSeconds: 5 },
          off: { command: 'x', enabled: false },
          'bad name': { command: 'x' },
          a__b: { command: 'x' },
          empty: {},
          old: { url: 'https://mcp.example/', type: 'sse' },
        },
      },
      String,
      warnings,
    );
    expect(read.map(({ name, kind, timeoutMs }) => [name, kind, timeoutMs])).toEqual([
      ['good', 'stdio', 60_000],
      ['far', 'http', 5_000],
    ]);
    expect(warnings.map((warning) => warning.path)).toEqual(
      ['bad name', 'a__b', 'empty', 'old'].map((name) => `mcp.servers.${name}`),
    );
  });
});
