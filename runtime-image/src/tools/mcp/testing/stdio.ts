import { spawn } from 'node:child_process';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createTestServer } from './server.ts';

// a helper in a session of its own, which must end with the server
spawn('sleep', ['300'], { detached: true, stdio: 'ignore' }).unref();
await createTestServer().connect(new StdioServerTransport());
