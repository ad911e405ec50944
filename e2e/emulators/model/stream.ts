import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ParsedAnswer } from './script.ts';

/** Facts every chunk of one answer repeats. */
export interface AnswerHead {
  id: string;
  /** Unix seconds */
  created: number;
  model: string;
}

interface Delta {
  role?: 'assistant';
  content?: string;
  reasoning_content?: string;
  tool_calls?: {
    index: number;
    id?: string;
    type?: 'function';
    function: { name?: string; arguments: string };
  }[];
}

type ParsedStep = ParsedAnswer['steps'][number];

export const finishReasonOf = (answer: ParsedAnswer): string =>
  answer.finishReason ?? (answer.steps.some(({ type }) => type === 'tool') ? 'tool_calls' : 'stop');

/** Writes an answer as server-sent events, as the script says. Stops quietly when the client has gone. */
export async function streamAnswer(
  response: ServerResponse,
  head: AnswerHead,
  answer: ParsedAnswer,
  usage: object,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  const send = async (text: string): Promise<void> => {
    if (answer.chunkDelayMs) await wait(answer.chunkDelayMs);
    await writePiece(response, Buffer.from(text), answer.splitUtf8);
  };
  const chunk = (delta: Delta, finish: string | null = null, extra: object = {}): Promise<void> =>
    send(
      `data: ${JSON.stringify({
        ...head,
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta, finish_reason: finish }],
        ...extra,
      })}\n\n`,
    );

  await chunk({ role: 'assistant', content: '' });
  let toolIndex = 0;
  for (const step of answer.steps) {
    if (response.destroyed) return;
    if (step.type === 'abort') return void response.destroy();
    if (step.type === 'hang') return;
    if (step.type === 'delay') await wait(step.ms);
    else if (step.type === 'comment') await send(`: ${step.text}\n\n`);
    else if (step.type === 'raw') await send(step.text);
    else for (const delta of deltasOf(step, toolIndex)) await chunk(delta);
    if (step.type === 'tool') toolIndex += 1;
  }
  const usageIn = answer.usageIn ?? 'last-chunk';
  await chunk({}, finishReasonOf(answer), usageIn === 'last-chunk' ? { usage } : {});
  if (usageIn === 'own-chunk') {
    await send(
      `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [], usage })}\n\n`,
    );
  }
  await send('data: [DONE]\n\n');
  response.end();
}

function deltasOf(step: ParsedStep, toolIndex: number): Delta[] {
  if (step.type === 'text') return cut(step.text, step.pieces).map((content) => ({ content }));
  if (step.type === 'reasoning') {
    return cut(step.text, step.pieces).map((text) => ({ reasoning_content: text }));
  }
  if (step.type !== 'tool') return [];
  const id = step.id ?? `call_${toolIndex}`;
  const first: Delta = {
    tool_calls: [{ index: toolIndex, id, type: 'function', function: { name: step.name, arguments: '' } }],
  };
  const rest = cut(argumentsText(step.arguments), step.pieces).map((piece): Delta => ({
    tool_calls: [{ index: toolIndex, function: { arguments: piece } }],
  }));
  return [first, ...rest];
}

export const argumentsText = (value: string | object): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const pieceCharacters = 8;

/** Cuts between characters, never inside one. */
export function cut(text: string, pieces?: number): string[] {
  const characters = [...text];
  const size = pieces ? Math.ceil(characters.length / pieces) : pieceCharacters;
  const list: string[] = [];
  for (let at = 0; at < characters.length; at += size) list.push(characters.slice(at, at + size).join(''));
  return list;
}

export async function writePiece(
  response: ServerResponse,
  bytes: Buffer,
  splitsUtf8: boolean,
): Promise<void> {
  const inside = splitsUtf8 ? bytes.findIndex((byte) => byte >= 0xc0) + 1 : 0;
  if (inside === 0) return write(response, bytes);
  await write(response, bytes.subarray(0, inside));
  // Long enough for the reader to take the first half before the second is there.
  await wait(5);
  await write(response, bytes.subarray(inside));
}

function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => response.write(bytes, () => resolve()));
}
