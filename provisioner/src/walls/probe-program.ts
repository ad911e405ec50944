/** What runs inside the probe's containers, by `node -e`. Plain JavaScript that needs nothing but Node. */
import { z } from 'zod';
import { gatewayPort } from '../drivers/docker/container-spec.ts';

/** How long one attempt may take. Shorter than the kernel's search for a neighbour that is not there, about 3 s. */
export const attemptMs = 2_000;

/** Listens as a gateway would. */
export const neighbourProgram = `
require('node:net').createServer((socket) => socket.end()).listen(${gatewayPort}, '0.0.0.0');
setTimeout(() => process.exit(0), 60_000);
`;

/** Makes all attempts of the line it gets at once, and prints one line of JSON: the answers in their order. */
export const attackerProgram = `
const { createConnection } = require('node:net');
const { Resolver } = require('node:dns').promises;
const connect = (options) => new Promise((resolve, reject) => {
  const socket = createConnection(options);
  socket.once('connect', () => { resolve(); socket.destroy(); }).once('error', reject);
});
const lookUp = (name) => new Resolver({ timeout: ${attemptMs - 200}, tries: 1 }).resolve4(name);
const act = (attempt) =>
  attempt.kind === 'connect' ? connect({ host: attempt.host, port: attempt.port })
  : attempt.kind === 'socket' ? connect({ path: attempt.path })
  : lookUp(attempt.name);
const makeOne = async (attempt) => {
  const started = performance.now();
  const late = new Promise((resolve) => setTimeout(resolve, ${attemptMs}, 'TIMEOUT'));
  const code = await Promise.race([late, act(attempt).then(() => null, (error) => error.code ?? error.message)]);
  return { code, ms: Math.round(performance.now() - started) };
};
setTimeout(() => process.exit(1), 60_000);
require('node:readline').createInterface(process.stdin).once('line', async (line) => {
  const answers = await Promise.all(JSON.parse(line).map(makeOne));
  process.stdout.write(JSON.stringify(answers) + '\\n', () => process.exit(0));
});
`;

export const Answers = z.array(z.object({ code: z.string().nullable(), ms: z.number() }));
