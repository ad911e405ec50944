import type { ServerResponse } from 'node:http';

/** A fixed answer made once, so that a bench measures the client and not this. */
const head = { id: 'chatcmpl-instant', created: 0, model: 'instant' };
const usage = { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 };
const chunk = (delta: object, finish: string | null, more: object = {}): string =>
  `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`;

const stream = Buffer.from(
  chunk({ role: 'assistant', content: 'ok' }, null) + chunk({}, 'stop', { usage }) + 'data: [DONE]\n\n',
);
const whole = Buffer.from(
  JSON.stringify({
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }],
    usage,
  }),
);
const streamHeaders = { 'content-type': 'text/event-stream; charset=utf-8', 'content-length': stream.length };
const wholeHeaders = { 'content-type': 'application/json', 'content-length': whole.length };

const asksForStream = /"stream"\s*:\s*true/;

/** Answers `ok` without reading more of the request than whether it wants a stream. */
export function answerInstantly(body: Buffer, response: ServerResponse): void {
  if (asksForStream.test(body.toString('latin1'))) response.writeHead(200, streamHeaders).end(stream);
  else response.writeHead(200, wholeHeaders).end(whole);
}
