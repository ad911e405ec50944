/** A small MCP server of the official SDK, for tests: `node stdio.ts` and in the test's process over HTTP. */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';

/** the beginning of a PNG */
export const pixel = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).toString('base64');

export function createTestServer(): McpServer {
  const server = new McpServer({ name: 'test', version: '1.0.0' });
  server.registerTool(
    'add',
    { description: 'Add two numbers. Nothing else.', inputSchema: { a: z.number(), b: z.number() } },
    ({ a, b }) => ({ content: [{ type: 'text', text: String(a + b) }] }),
  );
  server.registerTool('env.show', { description: 'Show the environment.' }, () => ({
    content: [{ type: 'text', text: JSON.stringify({ ...process.env, CWD: process.cwd() }) }],
  }));
  server.registerTool('draw', { description: 'Draw.' }, () => ({
    content: [
      { type: 'image', data: pixel, mimeType: 'image/jpeg' },
      { type: 'image', data: 'aGk=', mimeType: 'image/png' },
    ],
  }));
  server.registerTool('refuse', { description: 'Refuse.' }, () => ({
    content: [{ type: 'text', text: 'not today' }],
    isError: true,
  }));
  server.registerTool('hang', { description: 'Never answer.' }, () => new Promise<never>(() => {}));
  server.registerTool('die', { description: 'End the program.' }, () => {
    console.error('I am dying');
    process.exit(1);
  });
  return server;
}
