import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { signatureOf } from './anthropic-request.ts';
import type { ParsedAnswer } from './script.ts';
import { argumentsText, cut, finishReasonOf, writePiece, type AnswerHead } from './stream.ts';
import type { Counts } from './token-counts.ts';

type ParsedStep = ParsedAnswer['steps'][number];

const stopReasons: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
  sensitive: 'refusal',
};
const stopReasonOf = (answer: ParsedAnswer): string => stopReasons[finishReasonOf(answer)]!;

/** Counted as this form counts: what a cache held is not part of `input_tokens`. */
const anthropicUsage = (usage: Counts): Record<string, number> & { output_tokens: number } => ({
  input_tokens: usage.prompt_tokens - usage.cached_tokens,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: usage.cached_tokens,
  output_tokens: usage.completion_tokens,
});

/** Writes an answer as Anthropic's events, as the script says. Stops quietly when the client has gone. */
export async function streamMessages(
  response: ServerResponse,
  head: AnswerHead,
  answer: ParsedAnswer,
  usage: Counts,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  const send = async (text: string): Promise<void> => {
    if (answer.chunkDelayMs) await wait(answer.chunkDelayMs);
    await writePiece(response, Buffer.from(text), answer.splitUtf8);
  };
  const event = (type: string, data: object): Promise<void> =>
    send(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);

  const counted = anthropicUsage(usage);
  await event('message_start', {
    message: {
      id: head.id,
      type: 'message',
      role: 'assistant',
      model: head.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...counted, output_tokens: 1 },
    },
  });
  await event('ping', {});
  let index = 0;
  for (const step of answer.steps) {
    if (response.destroyed) return;
    if (step.type === 'abort') return void response.destroy();
    if (step.type === 'hang') return;
    if (step.type === 'delay') await wait(step.ms);
    else if (step.type === 'comment') await send(`: ${step.text}\n\n`);
    else if (step.type === 'raw') await send(step.text);
    else {
      const { start, deltas } = blockOf(step, index);
      await event('content_block_start', { index, content_block: start });
      for (const delta of deltas) await event('content_block_delta', { index, delta });
      await event('content_block_stop', { index });
      index += 1;
    }
  }
  await event('message_delta', {
    delta: { stop_reason: stopReasonOf(answer), stop_sequence: null },
    usage: { output_tokens: counted.output_tokens },
  });
  await event('message_stop', {});
  response.end();
}

type SpokenStep = Extract<ParsedStep, { type: 'text' | 'reasoning' | 'tool' }>;

function blockOf(step: SpokenStep, index: number): { start: object; deltas: object[] } {
  if (step.type === 'text') {
    return {
      start: { type: 'text', text: '' },
      deltas: cut(step.text, step.pieces).map((text) => ({ type: 'text_delta', text })),
    };
  }
  if (step.type === 'reasoning') {
    const thoughts = cut(step.text, step.pieces).map((thinking) => ({ type: 'thinking_delta', thinking }));
    return {
      start: { type: 'thinking', thinking: '', signature: '' },
      deltas: [...thoughts, { type: 'signature_delta', signature: signatureOf(step.text) }],
    };
  }
  const pieces = cut(argumentsText(step.arguments), step.pieces);
  return {
    start: { type: 'tool_use', id: step.id ?? `toolu_${index}`, name: step.name, input: {} },
    deltas: pieces.map((text) => ({ type: 'input_json_delta', partial_json: text })),
  };
}

/** The same answer in one piece. */
export function wholeMessage(head: AnswerHead, answer: ParsedAnswer, usage: Counts): object {
  const content = answer.steps.flatMap((step, index): object[] => {
    if (step.type === 'text') return [{ type: 'text', text: step.text }];
    if (step.type === 'reasoning')
      return [{ type: 'thinking', thinking: step.text, signature: signatureOf(step.text) }];
    if (step.type !== 'tool') return [];
    const input = JSON.parse(argumentsText(step.arguments)) as object;
    return [{ type: 'tool_use', id: step.id ?? `toolu_${index}`, name: step.name, input }];
  });
  return {
    id: head.id,
    type: 'message',
    role: 'assistant',
    model: head.model,
    content,
    stop_reason: stopReasonOf(answer),
    stop_sequence: null,
    usage: anthropicUsage(usage),
  };
}
