/** What runs inside the probe's containers, by `node -e`. Plain JavaScript that needs nothing but Node. */
import { z } from 'zod';
import { gatewayPort } from '../drivers/docker/container-spec.ts';

/** How long one attempt may take. Shorter than the kernel's search for a neighbour that is not there, about 3 s. */
const attemptMs = 2_000;
/** A lost rejection is not sent again, so the question is put again. */
const triesInTurn = 3;
const tryInTurnMs = 700;
/** After so many that nobody answered there is nothing to wait for. */
const silentMax = 2;

/** Listens as a gateway would. */
export const neighbourProgram = `
require('node:net').createServer((socket) => socket.end()).listen(${gatewayPort}, '0.0.0.0');
setTimeout(() => process.exit(0), 60_000);
`;

/**
 * Makes the attempts of the line it gets, at once but for those in turn, and prints one line of JSON: the answers in their order.
 */
export const attackerProgram = `
const { createConnection, isIP } = require('node:net');
const { Resolver } = require('node:dns').promises;
// not by the system's resolver, which cannot be given up: the program would not end before it does
const lookUp = (name) => new Resolver({ timeout: ${attemptMs - 200}, tries: 1 }).resolve4(name);
const connect = (options) => new Promise((resolve, reject) => {
  const socket = createConnection(options);
  socket.once('connect', () => { resolve(); socket.destroy(); }).once('error', reject);
});
const connectTo = async ({ host, port }) =>
  connect({ port, host: isIP(host.split('%')[0]) ? host : (await lookUp(host))[0] });
const act = (attempt) =>
  attempt.kind === 'connect' ? connectTo(attempt)
  : attempt.kind === 'socket' ? connect({ path: attempt.path })
  : lookUp(attempt.name);
const within = async (ms, attempt) => {
  const late = new Promise((resolve) => setTimeout(resolve, ms, 'TIMEOUT'));
  return Promise.race([late, act(attempt).then(() => null, (error) => error.code ?? error.message)]);
};
const timed = async (run) => {
  const started = performance.now();
  return { code: await run(), ms: Math.round(performance.now() - started) };
};
let silent = 0;
const again = async (attempt) => {
  let answer = { code: 'TIMEOUT', ms: 0 };
  for (let i = 0; answer.code === 'TIMEOUT' && i < ${triesInTurn} && silent < ${silentMax}; i++)
    answer = await timed(() => within(${tryInTurnMs}, attempt));
  if (answer.code === 'TIMEOUT') silent++;
  return answer;
};
// the list has those with names at its end
let before = Promise.resolve();
const makeOne = (attempt) => {
  if (attempt.inTurn) return (before = before.then(() => again(attempt)));
  // a name server behind the walls takes its share of rejections
  const named = attempt.kind === 'look-up' || (attempt.kind === 'connect' && !isIP(attempt.host.split('%')[0]));
  return (named ? before : Promise.resolve()).then(() => timed(() => within(${attemptMs}, attempt)));
};
setTimeout(() => process.exit(1), 60_000);
require('node:readline').createInterface(process.stdin).once('line', async (line) => {
  const answers = await Promise.all(JSON.parse(line).map(makeOne));
  process.stdout.write(JSON.stringify(answers) + '\\n', () => process.exit(0));
});
`;

export const Answers = z.array(z.object({ code: z.string().nullable(), ms: z.number() }));
