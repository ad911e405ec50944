// The smallest program that a driver can run as a gateway: it answers like one about itself and does nothing else.
// How it behaves is read at the start from `behaviour` in openclaw.json or from workspace/behaviour.json:
// { startAfterMs, exitAtOnce: code, ignoreSigterm, drainMs, outOfMemory, print: text }
// (a file `slow-start` beside the program is a startAfterMs of 1500 for all that run it; with `takes-notices` they print what they
// are asked to tell their owners)
// and at every question from workspace/status.json: { channels, lastActivityAt, error, disk }.
// With ROCKPOOL_FILES=stdin the files come as frames on standard input, as @rockpool/gateway/control has them: it waits for the
// first one, keeps them in memory and tells their hash.
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const stateDir = process.env.OPENCLAW_STATE_DIR;
const at = (name) => join(stateDir, name);
const readJson = (name) => (existsSync(at(name)) ? JSON.parse(readFileSync(at(name), 'utf8')) : {});
const fromStdin = process.env.ROCKPOOL_FILES === 'stdin';
const startedAt = new Date();

console.log(`stand-in ${process.pid} starts`);
let frame = null;
if (fromStdin) {
  mkdirSync(at('workspace'), { recursive: true });
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    try {
      frame = JSON.parse(line).files;
    } catch {
      // a blank line, or half a frame of a writer that died
    }
  });
  while (frame === null) await once(lines, 'line');
}
const textOf = (name) => (fromStdin ? frame[name] : readFileSync(at(name), 'utf8'));
const behaviour = {
  ...(fromStdin ? JSON.parse(textOf('openclaw.json')) : readJson('openclaw.json')).behaviour,
  ...readJson('workspace/behaviour.json'),
};
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
    writeFileSync(at('workspace/drained'), 'yes');
    process.exit(0);
  }, behaviour.drainMs ?? 0);
});

/** As @rockpool/gateway/config hashes them. */
function filesHash() {
  const hash = createHash('sha256');
  for (const name of ['openclaw.json', 'rockpool.json', '.env']) {
    const text = textOf(name);
    hash.update(`${name}\0${Buffer.byteLength(text)}\0`).update(text);
  }
  return hash.digest('hex');
}

/** As @rockpool/gateway/control-auth signs; a token that is sent opens nothing here. */
function isSigned({ method, url, headers }, token) {
  const [, at, nonce, body, sig] =
    /^Rockpool-HMAC-SHA256 at=(\d+),nonce=(\w+),body=(\w+),sig=(\w+)$/.exec(headers.authorization) ?? [];
  const signed = [method, url, at, nonce, body].join('\n');
  return sig === createHmac('sha256', token).update(signed).digest('hex');
}

function status() {
  const { channels = [], lastActivityAt = null, error = null, disk } = readJson('workspace/status.json');
  return {
    version: 'stand-in',
    startedAt: startedAt.toISOString(),
    config: { hash: filesHash(), error },
    model: null,
    channels,
    disk,
    runningTurns: 0,
    inboxWaiting: 0,
    lastActivityAt,
  };
}

const server = createServer((request, response) => {
  const answer = (code, body) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const { pathname, searchParams: query } = new URL(request.url, 'http://stand-in');
  switch (pathname) {
    case '/healthz':
      return answer(200, { ok: true, status: 'live', ...(fromStdin && { files: filesHash() }) });
    case '/readyz':
      return answer(200, { ready: true, failing: [], uptimeMs: Date.now() - startedAt });
    case '/env':
      return answer(200, { pid: process.pid, env: process.env, execArgv: process.execArgv });
    case '/fill': {
      try {
        for (let i = 0; i < Number(query.get('mib')); i++)
          writeFileSync(at('workspace/filling'), Buffer.alloc(1024 * 1024), { flag: 'a' });
        return answer(200, { code: '' });
      } catch (error) {
        return answer(200, { code: error.code });
      }
    }
    case '/control/status': {
      const token = /^OPENCLAW_GATEWAY_TOKEN="(.+)"$/m.exec(textOf('.env'))?.[1];
      if (!isSigned(request, token)) return answer(401, {});
      return behaviour.silent ? undefined : answer(200, status());
    }
    case '/control/notify': {
      if (!existsSync(new URL('takes-notices', import.meta.url))) return answer(404, {});
      return void request.setEncoding('utf8').on('data', (body) => {
        console.log(`notice ${body}`);
        answer(200, { id: JSON.parse(body).id, channels: [] });
      });
    }
    default:
      return answer(404, {});
  }
});
setTimeout(
  () => server.listen(Number(process.env.OPENCLAW_GATEWAY_PORT), fromStdin ? '0.0.0.0' : '127.0.0.1'),
  behaviour.startAfterMs ?? (existsSync(new URL('slow-start', import.meta.url)) ? 1500 : 0),
);
