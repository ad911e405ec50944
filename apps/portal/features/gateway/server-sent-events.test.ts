import { expect, it } from 'vitest';
import { readServerSentEvents, writeServerSentEvent } from './server-sent-events.ts';

async function read(pieces: Uint8Array[]) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const events = [];
  for await (const event of readServerSentEvents(body)) events.push(event);
  return events;
}
const bytes = (text: string) => new TextEncoder().encode(text);

it('joins events that were cut anywhere, inside a character and between CR and LF included', async () => {
  const whole = bytes(
    ': hello\r\nevent: delta\r\ndata: {"text":"你好 🦞"}\r\n\r\ndata: a\r\ndata: b\r\n\r\n',
  );
  for (let cut = 1; cut < whole.length; cut++) {
    expect(await read([whole.slice(0, cut), whole.slice(cut)])).toEqual([
      { event: 'delta', data: '{"text":"你好 🦞"}' },
      { event: 'message', data: 'a\nb' },
    ]);
  }
});

it('drops an event that was not finished', async () => {
  expect(await read([bytes('data: half')])).toEqual([]);
});

it('reads what it writes', async () => {
  const value = { text: 'line\nbreak' };
  const [event] = await read([bytes(writeServerSentEvent('x', value))]);
  expect(event).toEqual({ event: 'x', data: JSON.stringify(value) });
});

it.each([
  ['in a line', 'x'.repeat(1024 * 1024)],
  ['in lines', `data: ${'x'.repeat(1024 * 1024)}\n`],
])('gives up on an event that never ends, %s', async (_how, piece) => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1;
      controller.enqueue(bytes(sent === 1 ? `data: ${piece}` : piece));
    },
  });
  await expect(readServerSentEvents(endless).next()).rejects.toThrow(RangeError);
  expect(sent).toBeLessThan(32);
});
