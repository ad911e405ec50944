/**
 * What people see of a turn: its words, and as far as the session has asked for it the reasoning as a quote and the tools as short
 * lines. Only the words are the answer that is stored; the rest is shown with it. No I/O.
 */
import type { ToolCall } from '../agent/messages.ts';
import type { Locale } from '../config/settings.ts';
import type { ModelFailure } from '../model-errors.ts';
import type { ReasoningMode, VerboseMode } from '../store/session-settings.ts';
import type { StoredMessage } from '../store/stored-message.ts';
import { shorten } from '../shorten.ts';
import { joinTexts } from './chat-view.ts';
import { isSilent, maySilence } from './silent-reply.ts';

export type Showing = { reasoning: ReasoningMode; verbose: VerboseMode };

export type AnswerView = {
  /** Words of the present step. */
  text(delta: string): void;
  reasoning(delta: string): void;
  /** The present step has ended with calls of tools. */
  step(text: string): void;
  toolStart(call: ToolCall): void;
  toolEnd(output: string, ok: boolean): void;
  fallback(from: string, failure: ModelFailure): void;
  /** Takes in what was stored of a turn before a crash. */
  resume(rows: readonly StoredMessage[]): void;
  /** words of the present step, also when they are the silent token */
  stepText(): string;
  /** all words; empty when there are none or only the silent token */
  said(): string;
  /** what is to be seen now; empty while there is nothing, or while the words may still become the silent token */
  live(): string;
  /** what is sent in the end; empty: nothing */
  final(remark: string): string;
};

const reasoningCharsMax = 4_000;
const inputCharsMax = 120;
const outputCharsMax = 300;

export function createAnswerView({ reasoning, verbose }: Showing, locale: Locale): AnswerView {
  let said = '';
  /** the words of ended steps with the lines between them */
  let shown = '';
  let current = '';
  let thoughts = '';
  const line = (text: string): void => {
    shown = joinTexts(shown, text);
  };
  const words = (): string => (isSilent(current) ? '' : current);
  const quotedThoughts = (): string => (thoughts.trim() === '' ? '' : quote(thoughts, locale));

  const view: AnswerView = {
    text(delta) {
      current += delta;
    },
    reasoning(delta) {
      if (reasoning === 'off' || thoughts.length >= reasoningCharsMax) return;
      thoughts = (thoughts + delta).slice(0, reasoningCharsMax);
    },
    step(text) {
      const whole = isSilent(text) ? '' : text;
      said = joinTexts(said, whole);
      shown = joinTexts(shown, whole);
      current = '';
      if (thoughts !== '' && !thoughts.endsWith('\n\n')) thoughts += '\n\n';
    },
    toolStart({ name, input }) {
      if (verbose !== 'off') line(`> 🔧 ${name}${inputWords(input)}`);
    },
    toolEnd(output, ok) {
      if (verbose !== 'full') return;
      const beginning = output.slice(0, outputCharsMax).toWellFormed().trim();
      const rest = output.length > outputCharsMax ? ' …' : '';
      line(`> ${ok ? '✓' : '✗'} ${beginning.replaceAll('\n', '\n> ')}${rest}`);
    },
    fallback(from, failure) {
      if (verbose === 'off') return;
      line(
        `> ${locale === 'zh' ? `${from} 失败，改用下一个模型` : `${from} failed, asking the next model`} (${failure.kind})`,
      );
    },
    resume(rows) {
      for (const row of rows) {
        if (row.kind === 'assistant') {
          view.reasoning(row.data?.reasoning ?? '');
          view.step(row.text);
          for (const call of row.data?.toolCalls ?? []) view.toolStart(call);
        } else if (row.kind === 'tool') view.toolEnd(row.text, row.data?.ok ?? false);
      }
    },
    stepText: () => current,
    said: () => joinTexts(said, words()),
    live() {
      const now = maySilence(current) ? '' : current;
      if (reasoning === 'off') return joinTexts(shown, now);
      return joinTexts(quotedThoughts(), joinTexts(shown, now));
    },
    final(remark) {
      const answer = joinTexts(joinTexts(shown, words()), remark);
      if (joinTexts(view.said(), remark) === '') return '';
      return reasoning === 'on' ? joinTexts(quotedThoughts(), answer) : answer;
    },
  };
  return view;
}

function quote(thoughts: string, locale: Locale): string {
  const title = locale === 'zh' ? '思考' : 'Reasoning';
  return `> **${title}**\n> ${thoughts.trim().replaceAll('\n', '\n> ')}`;
}

/** The first words of a call's arguments on one line, as code. */
function inputWords(input: string): string {
  let text = input;
  try {
    const values = Object.values(JSON.parse(input) as Record<string, unknown>);
    text = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ');
  } catch {
    // shown as the model wrote it
  }
  const flat = text.replace(/\s+/g, ' ').replaceAll('`', "'").trim();
  return flat === '' ? '' : ` \`${shorten(flat, inputCharsMax)}\``;
}
