import { request } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * A connection to the standard input of a container. Not by dockerode: it sends its options as a body too, of which the engine
 * may take a part for the first input. Throws as dockerode does.
 */
export function attachStdin(socketPath: string, idOrName: string, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const asking = request({
      socketPath,
      method: 'POST',
      path: `/containers/${encodeURIComponent(idOrName)}/attach?stream=1&stdin=1`,
      headers: { connection: 'Upgrade', upgrade: 'tcp' },
      agent: false,
    });
    const giveUp = () => asking.destroy(new Error('no answer in time'));
    signal.addEventListener('abort', giveUp, { once: true });
    asking.once('upgrade', (_response, socket) => {
      signal.removeEventListener('abort', giveUp);
      resolve(socket);
    });
    asking.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const message = Buffer.concat(chunks).toString('utf8');
        reject(Object.assign(new Error(message), { statusCode: response.statusCode }));
      });
    });
    asking.once('error', reject);
    asking.end();
  });
}
