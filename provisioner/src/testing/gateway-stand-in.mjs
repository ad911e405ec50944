// The smallest program a driver can run as a gateway. How it behaves is read at the start from `behaviour` in openclaw.json:
// { startAfterMs, exitAtOnce: code, ignoreSigterm, drainMs, outOfMemory, print: text }
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const stateDir = process.env.OPENCLAW_STATE_DIR;
const { behaviour = {} } = JSON.parse(readFileSync(join(stateDir, 'openclaw.json'), 'utf8'));
const startedAt = Date.now();

console.log(`stand-in ${process.pid} starts`);
if (behaviour.print) console.log(behaviour.print);
if (behaviour.exitAtOnce !== undefined) process.exit(behaviour.exitAtOnce);
if (behaviour.outOfMemory) {
  const held = [];
  for (;;) held.push(new Array(100_000).fill(held.length));
}

process.on('SIGTERM', () => {
  console.log('stand-in was asked to end');
  if (behaviour.ignoreSigterm) return;
  setTimeout(() => {
    writeFileSync(join(stateDir, 'workspace', 'drained'), 'yes');
    process.exit(0);
  }, behaviour.drainMs ?? 0);
});

const server = createServer((request, response) => {
  const answers = {
    '/healthz': { ok: true, status: 'live' },
    '/readyz': { ready: true, failing: [], uptimeMs: Date.now() - startedAt },
    '/env': { pid: process.pid, env: process.env, execArgv: process.execArgv },
  };
  const answer = answers[request.url];
  response
    .writeHead(answer ? 200 : 404, { 'content-type': 'application/json' })
    .end(JSON.stringify(answer ?? {}));
});
setTimeout(
  () => server.listen(Number(process.env.OPENCLAW_GATEWAY_PORT), '127.0.0.1'),
  behaviour.startAfterMs ?? 0,
);
