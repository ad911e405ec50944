/**
 * What endpoints turned out not to take. Vendors and proxies differ in fields that nobody documents: a refusal that names one makes
 * the same request go out once more without it, and the endpoint is remembered, so that only the first request pays.
 */
import type { ModelTarget } from './model.ts';

export type Quirks = {
  /** fields of the request that are left out; `images`: pictures are not shown */
  without: readonly string[];
  /** the limit of the answer goes by the other of its two names */
  otherMaxTokens: boolean;
  /** reasoning of the running turn's tool calls: as usual, with every one of them even when empty, or with none */
  reasoning: 'usual' | 'always' | 'never';
};

export const noQuirks: Quirks = { without: [], otherMaxTokens: false, reasoning: 'usual' };

const learned = new Map<string, Quirks>();
const endpointsMax = 64;

function keyOf({ provider, model }: ModelTarget): string {
  return `${model.api} ${provider.baseUrl} ${model.id}`;
}

export function quirksOf(target: ModelTarget): Quirks {
  // the usual case costs nothing
  return learned.size === 0 ? noQuirks : (learned.get(keyOf(target)) ?? noQuirks);
}

/** True when something was learned: the request may go out again. */
export function learnFrom(target: ModelTarget, status: number, body: string): boolean {
  const before = quirksOf(target);
  const after = quirksAfter(before, status, body);
  if (after === null) return false;
  if (learned.size >= endpointsMax) learned.clear();
  learned.set(keyOf(target), after);
  return true;
}

/** Longer names first: one may be the beginning of another. */
const optionalFields = [
  'stream_options',
  'tool_stream',
  'thinking_budget',
  'enable_thinking',
  'reasoning_effort',
  'output_config',
  'cache_control',
  'thinking',
];
const saysNo =
  /un(?:known|supported|recogni[sz]ed|expected)|not (?:supported|allowed|permitted|recogni[sz]ed)|does not support|extra|invalid|forbidden|不支持|非法|未知/i;

/** Pure: what a refusal teaches; null when it teaches nothing, or nothing new. */
export function quirksAfter(before: Quirks, status: number, body: string): Quirks | null {
  if (status !== 400 && status !== 422) return null;
  if (/reasoning_content/.test(body)) {
    const wanted = /missing|must be|passed back|required|缺少/i.test(body);
    // once only: an endpoint that refuses both ways has another complaint
    return before.reasoning === 'usual' ? { ...before, reasoning: wanted ? 'always' : 'never' } : null;
  }
  if (!saysNo.test(body)) return null;
  const isAboutImages = /image_url|image (?:input|content)|vision|multimodal|图片|图像/i.test(body);
  if (isAboutImages && !before.without.includes('images'))
    return { ...before, without: [...before.without, 'images'] };
  if (/max_(?:completion_)?tokens/.test(body) && /instead|unsupported|not supported|extra/i.test(body))
    return before.otherMaxTokens ? null : { ...before, otherMaxTokens: true };
  const field = optionalFields.find((name) => new RegExp(`\\b${name}\\b`).test(body));
  if (field === undefined || before.without.includes(field)) return null;
  return { ...before, without: [...before.without, field] };
}

/** The fields but those that the endpoint does not take. */
export function withoutRefused(
  fields: Readonly<Record<string, unknown>>,
  { without }: Quirks,
): Record<string, unknown> {
  if (without.length === 0) return { ...fields };
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !without.includes(name)));
}
