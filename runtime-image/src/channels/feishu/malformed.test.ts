/** Frames and events that nobody should send, on the open socket of the vendor's SDK. */
import { test } from 'vitest';
import { encodeFrame, type Frame } from '../../../../e2e/emulators/feishu/socket/frame.ts';
import { connectedChannel, eventually } from './testing.ts';

const frame = (payload: string, headers: Record<string, string> = {}, more: Partial<Frame> = {}): Buffer =>
  encodeFrame({
    ...{ seqId: 1, logId: 1, service: 1, method: 1 },
    headers: { type: 'event', message_id: 'm', sum: '1', seq: '0', trace_id: 't', ...headers },
    payload: Buffer.from(payload),
    ...more,
  });
const event = (type: string, body: unknown): string =>
  JSON.stringify({
    schema: '2.0',
    header: {
      event_id: `e-${type}`,
      event_type: type,
      app_id: 'cli_other',
      create_time: '1',
      token: '',
      tenant_key: 't',
    },
    event: body,
  });

test.each<[string, Uint8Array | string]>([
  ['a text', 'no bytes at all'],
  ['nothing', new Uint8Array()],
  ['bytes that are no frame', Buffer.from('ff'.repeat(64), 'hex')],
  ['half a frame', frame(event('im.message.receive_v1', {})).subarray(0, 20)],
  ['a payload that is no JSON', frame('{"schema":')],
  ['JSON that is no event', frame('null')],
  ['a list', frame('[]')],
  ['an event without a header', frame('{}')],
  ['a message without a body', frame(event('im.message.receive_v1', null))],
  [
    'a message of nobody',
    frame(event('im.message.receive_v1', { message: { message_id: 'om_1', content: '{' } })),
  ],
  ['a button of nobody', frame(event('card.action.trigger', { action: { value: { command: '/stop' } } }))],
  ['a chat of no name', frame(event('im.chat.updated_v1', {}))],
  ['an event of no known kind', frame(event('no.such_v1', {}))],
  ['a fragment of very many', frame('x', { sum: '999999999', seq: '999999998' })],
  ['a fragment before the first', frame('x', { sum: '-1', seq: '-7' })],
  ['a fragment that counts in words', frame('x', { sum: 'many', seq: 'some' })],
  ['an unknown method', frame('{}', {}, { method: 99 })],
  ['a pong that is no JSON', frame('{', { type: 'pong' }, { method: 0 })],
  [
    'a pong that sets every wait to nothing',
    frame(
      '{"PingInterval":0,"ReconnectCount":0,"ReconnectInterval":0,"ReconnectNonce":0}',
      { type: 'pong' },
      { method: 0 },
    ),
  ],
])('after %s the next message is received as ever', async (_, bytes) => {
  const { emulator, app, host } = await connectedChannel();
  emulator.connections.sendRaw(app.appId, bytes);
  emulator.connections.sendRaw(app.appId, bytes);
  await emulator.user.sendText(app, 'still here').delivered;
  await eventually(() => host.messages.map(({ text }) => text)).toEqual(['still here']);
});
