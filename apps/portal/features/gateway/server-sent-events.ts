/** The event-stream format (WHATWG HTML 9.2), read and written. Comments and fields other than `event` and `data` are skipped. */
export type ServerSentEvent = { event: string; data: string };

/** longest event; a sender that never ends one must not fill the memory */
const charactersMax = 16 * 1024 * 1024;

/** Throws a RangeError for an event that is longer than `charactersMax`. */
export async function* readServerSentEvents(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent> {
  let event = 'message';
  let data: string[] = [];
  let size = 0;
  for await (const line of lines(body)) {
    if (line === '') {
      if (data.length > 0) yield { event, data: data.join('\n') };
      event = 'message';
      data = [];
      size = 0;
    } else if (line.startsWith('data:')) {
      size = within(size + line.length);
      data.push(value(line, 5));
    } else if (line.startsWith('event:')) event = value(line, 6);
  }
}

export function writeServerSentEvent(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function within(size: number): number {
  if (size > charactersMax) throw new RangeError(`an event of more than ${charactersMax} characters`);
  return size;
}

function value(line: string, from: number): string {
  return line[from] === ' ' ? line.slice(from + 1) : line.slice(from);
}

/** A carriage return at the end of a piece waits for the next one, which may begin with its line feed. */
async function* lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const held = rest.endsWith('\r') ? '\r' : '';
    const parts = (held ? rest.slice(0, -1) : rest).split(/\r\n|\r|\n/);
    rest = (parts.pop() ?? '') + held;
    within(rest.length);
    yield* parts;
  }
}
