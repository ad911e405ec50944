/** A program of the agent that wants the gateway's place: it ends the gateway and reaches for its port, in a real container. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { until } from './testing.ts';
import { inBash, startContained, whyNoContainers, type Contained } from './testing/container.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const skipped = await whyNoContainers();

/**
 * Asks the gateway to end, reaches for the port for 3 s, stops the gateway so that it stays where it is, and reaches on. Leaves
 * what happened in `said`: a line for each address and outcome.
 */
const impostor = `
  const { appendFileSync, readdirSync, readFileSync } = require('node:fs');
  const { createServer } = require('node:http');
  const { networkInterfaces } = require('node:os');
  const say = (line) => appendFileSync('said', line + '\\n');
  const line = (pid) => { try { return readFileSync('/proc/' + pid + '/cmdline', 'utf8'); } catch { return ''; } };
  const gateway = Number(readdirSync('/proc').filter((pid) => /^[0-9]+$/.test(pid) && /^[^\\0]*node\\0.*gateway.cjs/.test(line(pid))).sort((a, b) => a - b).at(-1));
  const own = Object.values(networkInterfaces()).flat().find((each) => !each.internal && each.family === 'IPv4').address;
  const reach = (host, port) => new Promise((resolve) => {
    const server = createServer((request, response) => { say('HEARD ' + JSON.stringify(request.rawHeaders)); response.end('{}'); });
    server.once('error', (error) => resolve(error.code));
    server.listen(port, host, () => resolve('TAKEN'));
  });
  const seen = new Set();
  const reachFor = async (ms, when) => {
    for (const end = Date.now() + ms; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 2)))
      for (const host of ['0.0.0.0', '127.0.0.1', own]) {
        const outcome = when + ' ' + (host === own ? 'own' : host) + ' ' + await reach(host, 18789);
        if (!seen.has(outcome)) { seen.add(outcome); say(outcome); }
      }
  };
  (async () => {
    say('another ' + await reach('0.0.0.0', 18790));
    process.kill(gateway, 'SIGTERM');
    await reachFor(3000, 'draining');
    process.kill(gateway, 'SIGSTOP');
    await reachFor(1000, 'stopped');
    say('over');
    setInterval(() => {}, 1000);
  })();`;

describe.skipIf(skipped !== '')(`the gateway's port${skipped}`, () => {
  let gateway: Contained;
  beforeAll(async () => void (gateway = await startContained()));
  afterAll(() => gateway?.remove());

  it('is nobody else’s while the container lives, also when the gateway is told to end and then held', async () => {
    const program = Buffer.from(impostor).toString('base64');
    const command = inBash(`exec node -e "$(echo ${program} | base64 -d)"`);
    await gateway.ask('exec', { command, timeoutSeconds: 60 }, 'done');
    const said = () => gateway.beside('cat', '/data/workspace/said').catch(() => '');
    await until(async () => (await said()).includes('over'));
    // while it ends, who asks is told so by the gateway itself; held, it tells nothing, and nobody tells anything for it
    const asked = gateway.fetch('/control/status', { signal: AbortSignal.timeout(1_000) });
    await expect(asked).rejects.toThrow();
    expect((await said()).split('\n').sort()).toEqual(
      [
        'another TAKEN',
        ...['draining', 'stopped'].flatMap((when) =>
          ['0.0.0.0', '127.0.0.1', 'own'].map((host) => `${when} ${host} EADDRINUSE`),
        ),
        'over',
      ].sort(),
    );
  });
});
