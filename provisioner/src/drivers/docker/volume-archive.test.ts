import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { packSample } from '../../testing/sample-volume.ts';
import { openStubEngine } from '../../testing/stub-engine.ts';
import { createEngine } from './engine.ts';
import { createVolumeArchive } from './volume-archive.ts';

test('an import whose engine goes away in the middle ends with that, however much was still to come', async () => {
  await using stub = await openStubEngine((request, response) => {
    if (request.method === 'PUT') return void request.once('data', () => request.socket.destroy());
    if (request.method === 'POST') return void response.writeHead(201).end('{"Id":"carrier"}');
    return void response.writeHead(404).end('{"message":"no such container"}');
  });
  const archive = createVolumeArchive({
    engine: createEngine(stub.socketPath),
    installation: 'test',
    crashPoint: () => {},
  });
  const sample = await packSample({ extraBytes: 4_000_000 });
  const pieces = Array.from({ length: Math.ceil(sample.length / 65_536) }, (_, i) =>
    sample.subarray(i * 65_536, (i + 1) * 65_536),
  );
  await expect(archive.fill(randomUUID(), 'image', Readable.from(pieces), null)).rejects.toThrow(
    /the Docker engine at .* does not answer/,
  );
});
