import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { openStubEngine } from '../../testing/stub-engine.ts';
import { createEngine, type Engine } from './engine.ts';

/** As an engine that is killed while it answers. */
const breakOff = (response: ServerResponse, status: number) => {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': 100 });
  response.write('{"message":');
  setImmediate(() => response.destroy());
};

test.each<[string, number, (engine: Engine) => Promise<unknown>]>([
  ['a question', 200, (engine) => engine.version()],
  ['a question after something that may not be there', 200, (engine) => engine.inspectContainer('c')],
  ['a change', 201, (engine) => engine.createContainer('c', {})],
  ['a refusal', 404, (engine) => engine.inspectContainer('c')],
  ['a refused connection to a program', 404, (engine) => engine.attachStdin('c')],
])('%s whose answer breaks off ends, and is never taken for "not there"', async (_what, status, ask) => {
  await using stub = await openStubEngine((_request, response) => breakOff(response, status));
  await expect(ask(createEngine(stub.socketPath, { timeoutMs: 200 }))).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringMatching(/does not answer/),
  });
});

test('an answer that never begins ends too', async () => {
  await using stub = await openStubEngine(() => {});
  const engine = createEngine(stub.socketPath, { timeoutMs: 200 });
  await expect(engine.ping()).rejects.toThrow(/does not answer within 0.2 s/);
  await expect(engine.attachStdin('c')).rejects.toThrow(/does not answer/);
  await expect(engine.openArchive('c', '/data')).rejects.toThrow(/does not answer/);
});
