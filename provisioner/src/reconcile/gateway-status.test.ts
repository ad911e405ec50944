/** What is believed of whoever answers in a gateway's place. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { ChannelStatus, GatewayStatus } from '@rockpool/gateway/control';
import { gatewayPort } from '../drivers/docker/container-spec.ts';
import { filesHashAt } from '../drivers/docker/gateway-port.ts';
import { askGateway } from './gateway-status.ts';

const token = 'the-token-that-stays-where-it-is';
let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function answering(listener: RequestListener, port = 0, host = '127.0.0.1'): Promise<string> {
  server = createServer(listener).listen(port, host);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const saying = (body: unknown) =>
  answering((_, response) => void response.end(typeof body === 'string' ? body : JSON.stringify(body)));

const channel: ChannelStatus = {
  ...{ channel: 'feishu', accountId: 'default', appId: 'cli_1', state: 'connected', code: '', reason: '' },
  ...{ since: new Date(0).toISOString(), bot: { id: 'ou_1', name: '螃蟹' }, ownerId: null },
  greeting: { state: 'none', reason: '' },
  ...{ lastInboundAt: null, lastAnsweredAt: null, ownerAnsweredAt: null },
};
const status: GatewayStatus = {
  ...{ version: '1', startedAt: new Date(0).toISOString(), config: { hash: 'h', error: null }, model: null },
  ...{ channels: [channel], runningTurns: 0, inboxWaiting: 0, lastActivityAt: null },
};

it('reads of a disk what can be, from gateways that tell of none too', async () => {
  const disk = { usedPercent: 80, sizeBytes: 5_000_000_000 };
  expect(await askGateway(await saying({ ...status, disk }), token)).toEqual({
    state: 'answers',
    status: { ...status, disk },
  });
  for (const wrong of [null, 'much', { usedPercent: 101, sizeBytes: 1 }, { usedPercent: 80 }]) {
    server?.close();
    expect(await askGateway(await saying({ ...status, disk: wrong }), token)).toEqual({
      state: 'answers',
      status,
    });
  }
});

it('takes over what a gateway says', async () => {
  expect(await askGateway(await saying(status), token)).toEqual({ state: 'answers', status });
});

it('sends no one the token', async () => {
  const heard: string[] = [];
  const endpoint = await answering((request, response) => {
    heard.push(`${request.url} ${JSON.stringify(request.rawHeaders)}`);
    response.end(JSON.stringify(status));
  });
  await askGateway(endpoint, token);
  expect(heard.join()).toContain('/control/status');
  expect(heard.join()).not.toContain(token);
});

it.each([
  ['more channels than anyone has', { ...status, channels: Array.from({ length: 65 }, () => channel) }],
  ['a name without end', { ...status, channels: [{ ...channel, accountId: 'x'.repeat(257) }] }],
  ['what the database cannot store', { ...status, channels: [{ ...channel, appId: 'a\0b' }] }],
  ['half a character', { ...status, channels: [{ ...channel, ownerId: '\ud83e' }] }],
  ['an instant that is none', { ...status, channels: [{ ...channel, ownerAnsweredAt: 'yesterday' }] }],
  ['an instant beyond the calendar', { ...status, lastActivityAt: '2026-13-41T00:00:00Z' }],
])('does not believe %s', async (_what, body) => {
  expect(await askGateway(await saying(body), token)).toMatchObject({ state: 'silent' });
});

it('cuts long sentences, and keeps of them what can be stored', async () => {
  const reason = `no\0 ${'🦀'.repeat(3_000)}`;
  const said = await askGateway(await saying({ ...status, channels: [{ ...channel, reason }] }), token);
  const stored = said.state === 'answers' ? said.status.channels[0]!.reason : '';
  expect(stored).toMatch(/^no 🦀/u);
  expect(stored.length).toBeLessThanOrEqual(2_000);
  expect(stored.isWellFormed()).toBe(true);
  expect(stored).not.toContain('\0');
});

/** Counts what it could send, with what lies between in buffers of the kernel. */
function withoutEnd(sent: { bytes: number }): RequestListener {
  const piece = Buffer.alloc(64 * 1024, ' ');
  return (_, response) => {
    const more = (): void => {
      do sent.bytes += piece.length;
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', more);
    more();
  };
}
const notMuch = 32 * 1024 * 1024;

it('stops reading a status that does not end', async () => {
  const sent = { bytes: 0 };
  expect(await askGateway(await answering(withoutEnd(sent)), token)).toEqual({
    state: 'silent',
    message: 'an answer of more than 262144 bytes',
  });
  expect(sent.bytes).toBeLessThan(notMuch);
});

it('stops reading a liveness that does not end', async () => {
  const sent = { bytes: 0 };
  const address = `127.77.${process.pid % 200}.${(process.pid >> 8) % 200}`;
  await answering(withoutEnd(sent), gatewayPort, address);
  expect(await filesHashAt(address)).toBeNull();
  expect(sent.bytes).toBeGreaterThan(0);
  expect(sent.bytes).toBeLessThan(notMuch);
});
