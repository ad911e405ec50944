/** Something that speaks on an engine's socket, and says what a real engine only says when it breaks. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function openStubEngine(listener: RequestListener) {
  const dir = await mkdtemp(join(tmpdir(), 'rockpool-stub-engine-'));
  const socketPath = join(dir, 'engine.sock');
  const server = createServer(listener);
  await once(server.listen(socketPath), 'listening');
  return {
    socketPath,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve).closeAllConnections());
      await rm(dir, { recursive: true, force: true });
    },
  };
}
