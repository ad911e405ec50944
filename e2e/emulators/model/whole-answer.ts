import type { ServerResponse } from 'node:http';
import type { ParsedAnswer } from './script.ts';
import { argumentsText, finishReasonOf, type AnswerHead } from './stream.ts';

/** Sends an answer in one piece. Of one that hangs or breaks off in the middle nothing ever comes. */
export function sendWhole(response: ServerResponse, answer: ParsedAnswer, bodyOf: () => object): void {
  if (answer.steps.some(({ type }) => type === 'hang')) return;
  if (answer.steps.some(({ type }) => type === 'abort')) return void response.destroy();
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(bodyOf()));
}

/** In OpenAI's form. */
export function wholeCompletion(head: AnswerHead, answer: ParsedAnswer, usage: object): object {
  const join = (type: 'text' | 'reasoning'): string =>
    answer.steps.flatMap((step) => (step.type === type ? [step.text] : [])).join('');
  const calls = answer.steps.flatMap((step) => (step.type === 'tool' ? [step] : []));
  const message = {
    role: 'assistant',
    content: join('text') || (calls.length > 0 ? null : ''),
    ...(join('reasoning') && { reasoning_content: join('reasoning') }),
    ...(calls.length > 0 && {
      tool_calls: calls.map((call, index) => ({
        id: call.id ?? `call_${index}`,
        type: 'function',
        function: { name: call.name, arguments: argumentsText(call.arguments) },
      })),
    }),
  };
  return {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: finishReasonOf(answer) }],
    usage,
  };
}
