/** Reads what people write behind a command; what is not allowed becomes an answer that lists what is. Pure. */
import { shorten } from '../shorten.ts';
import type { Bilingual } from './command.ts';

/** Arguments that are not allowed. `giveCommand` answers with the sentence and how the command is written. */
export class UsageError extends Error {
  readonly sentence: Bilingual;
  constructor(sentence: Bilingual) {
    super(sentence.en);
    this.sentence = sentence;
  }
}

/** Words at white space; those in quotes, also full-width ones, stay together. */
export function wordsOf(args: string): string[] {
  const found = args.matchAll(/"([^"]*)"|“([^”]*)”|'([^']*)'|(\S+)/g);
  return [...found].map(([, ...parts]) => parts.find((part) => part !== undefined) ?? '');
}

/** One of the allowed words, whatever its case. */
export function choice<const T extends string>(word: string | undefined, allowed: readonly T[]): T {
  const found = allowed.find((each) => each.toLowerCase() === word?.toLowerCase());
  if (found !== undefined) return found;
  const list = allowed.map((each) => `\`${each}\``);
  const given = firstWords(word ?? '');
  throw new UsageError({
    zh: `${given === '' ? '缺少参数' : `不能用“${given}”`}，可以用：${list.join('、')}。`,
    en: `${given === '' ? 'An argument is missing' : `"${given}" is not allowed`}; allowed: ${list.join(', ')}.`,
  });
}

const onWords = ['on', 'true', 'yes', 'enable', '1', '开', '开启', '打开'];
const offWords = ['off', 'false', 'no', 'disable', '0', '关', '关闭'];

export function onOff(word: string | undefined): 'on' | 'off' {
  const lower = word?.toLowerCase() ?? '';
  if (onWords.includes(lower)) return 'on';
  return offWords.includes(lower) ? 'off' : choice(word, ['on', 'off']);
}

const unitsMs: Record<string, number> = {
  ms: 1,
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  毫秒: 1,
  秒: 1_000,
  分: 60_000,
  分钟: 60_000,
  小时: 3_600_000,
  天: 86_400_000,
};

/** `500ms`, `2s`, `5m`, `1.5h`, `2d`, also in Chinese; a bare number is in seconds. */
export function duration(word: string | undefined, bounds: { minMs: number; maxMs: number }): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+|[\u4e00-\u9fff]+)?$/i.exec(word ?? '');
  const unit = unitsMs[match?.[2]?.toLowerCase() ?? 's'];
  const ms = Math.round(Number(match?.[1]) * (unit ?? Number.NaN));
  if (ms >= bounds.minMs && ms <= bounds.maxMs) return ms;
  const [min, max] = [spell(bounds.minMs), spell(bounds.maxMs)];
  throw new UsageError({
    zh: `“${firstWords(word ?? '')}”不是可用的时长，请写 ${min} 到 ${max}，例如 2s、5m、1h。`,
    en: `"${firstWords(word ?? '')}" is not a usable duration: write ${min} to ${max}, such as 2s, 5m or 1h.`,
  });
}

export function wholeNumber(word: string | undefined, bounds: { min: number; max: number }): number {
  const number = /^\d{1,9}$/.test(word ?? '') ? Number(word) : Number.NaN;
  if (number >= bounds.min && number <= bounds.max) return number;
  throw new UsageError({
    zh: `“${firstWords(word ?? '')}”不行，请写 ${bounds.min} 到 ${bounds.max} 之间的整数。`,
    en: `"${firstWords(word ?? '')}" is not allowed: write a whole number from ${bounds.min} to ${bounds.max}.`,
  });
}

/** `key=value` and `key:value` words by their keys, the others as `rest`. Keys that are not allowed are an error. */
export function keyedWords<const K extends string>(
  args: string,
  keys: readonly K[],
): { keyed: Partial<Record<K, string>>; rest: string[] } {
  const keyed: Partial<Record<K, string>> = {};
  const rest: string[] = [];
  for (const word of wordsOf(args)) {
    const match = /^([a-z]+)[=:：＝](.*)$/i.exec(word);
    if (match?.[1] === undefined) rest.push(word);
    else keyed[choice(match[1], keys)] = match[2] ?? '';
  }
  return { keyed, rest };
}

/** Throws when there is anything: the command takes no more arguments. */
export function nothingMore(words: readonly string[]): void {
  if (words.length === 0) return;
  throw new UsageError({
    zh: `多余的参数：“${firstWords(words.join(' '))}”。`,
    en: `Too many arguments: "${firstWords(words.join(' '))}".`,
  });
}

/** The beginning of what somebody wrote, on one line. */
export function firstWords(text: string, charsMax = 60): string {
  return shorten(text.replace(/\s+/g, ' ').trim(), charsMax);
}

function spell(ms: number): string {
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
  ] as const)
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  return `${ms}ms`;
}
