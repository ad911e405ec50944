/** `GET /control/workspace` and `/control/workspace/archive`: how large the owner's files are, and all of them. */
import type { ServerResponse } from 'node:http';
import { measure } from '../archive/measure.ts';
import { walkWorkspaces } from '../archive/workspaces.ts';
import { writeArchive } from '../archive/write-archive.ts';
import type { WorkspaceSize } from '../control/workspace.ts';
import type { Gateway } from '../gateway.ts';
import { HttpError, sendJson } from './request.ts';
import { writeResponse } from './write-response.ts';

const measureMs = 1_500;

type Part = Pick<Gateway, 'archiving' | 'config' | 'stateDir'>;

export async function handleWorkspace(
  gateway: Part,
  method: string,
  path: string,
  response: ServerResponse,
): Promise<boolean> {
  const endpoint = `${method} ${path}`;
  if (endpoint === 'GET /control/workspace') {
    const size = await measure(walkWorkspaces(gateway.config(), gateway.stateDir), measureMs);
    sendJson(response, 200, { ...size, busy: gateway.archiving.busy } satisfies WorkspaceSize);
    return true;
  }
  if (endpoint !== 'GET /control/workspace/archive') return false;
  // one at a time: each reads the whole disk
  if (gateway.archiving.busy) throw new HttpError(409, 'busy', 'The files are being taken along already.');
  gateway.archiving.busy = true;
  try {
    await streamArchive(gateway, response);
  } finally {
    gateway.archiving.busy = false;
  }
  return true;
}

/** Read from the disk as the caller takes it. An archive that breaks off is a connection that breaks off. */
async function streamArchive({ config, stateDir }: Part, response: ServerResponse): Promise<void> {
  const { pack: createPack } = await import('../archive/tar-stream.bundle.ts');
  const pack = createPack();
  response.writeHead(200, { 'content-type': 'application/x-tar', 'cache-control': 'no-store' });
  response.flushHeaders();
  const written = writeArchive(pack, walkWorkspaces(config(), stateDir), config().locale).catch(
    (error: unknown) => void pack.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  try {
    for await (const chunk of pack as AsyncIterable<Uint8Array>)
      if (!(await writeResponse(response, chunk))) break;
  } finally {
    pack.destroy();
    await written;
  }
  response.end();
}
