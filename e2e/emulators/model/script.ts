import { z } from 'zod';

/** Instructions for one answer of the model, queued by tests. */
export const Step = z.discriminatedUnion('type', [
  /** `pieces`: deltas the text is cut into; about 8 characters each when absent */
  z.object({ type: z.literal('text'), text: z.string(), pieces: z.number().int().min(1).optional() }),
  z.object({ type: z.literal('reasoning'), text: z.string(), pieces: z.number().int().min(1).optional() }),
  /** the id comes with the first delta only; the arguments are cut into `pieces` */
  z.object({
    type: z.literal('tool'),
    name: z.string(),
    arguments: z.union([z.string(), z.record(z.string(), z.unknown())]),
    id: z.string().optional(),
    pieces: z.number().int().min(1).default(3),
  }),
  /** a comment line of the event stream, as some vendors send while one waits */
  z.object({ type: z.literal('comment'), text: z.string().default('keep-alive') }),
  z.object({ type: z.literal('delay'), ms: z.number().min(0) }),
  /** bytes as they are, for broken streams */
  z.object({ type: z.literal('raw'), text: z.string() }),
  /** the connection dies here */
  z.object({ type: z.literal('abort') }),
  /** nothing more ever comes; the connection stays open */
  z.object({ type: z.literal('hang') }),
]);
export type Step = z.input<typeof Step>;

const Usage = z.object({
  /** all that was read, what caches held included */
  prompt_tokens: z.number(),
  completion_tokens: z.number(),
  cached_tokens: z.number().optional(),
});

export const AnswerScript = z.object({
  steps: z.array(Step),
  /** default: tool_calls when a tool was called, else stop */
  finishReason: z.enum(['stop', 'length', 'tool_calls', 'content_filter', 'sensitive']).optional(),
  usage: Usage.optional(),
  /** where a stream carries its usage: in the last chunk (GLM), in a chunk without choices (Qwen), nowhere */
  usageIn: z.enum(['last-chunk', 'own-chunk', 'nowhere']).optional(),
  /** wait before every event of a stream */
  chunkDelayMs: z.number().min(0).optional(),
  /** every piece of the stream is cut inside its first multi-byte character */
  splitUtf8: z.boolean().default(false),
});

const FailureScript = z.object({
  status: z.number().int().min(300).max(599),
  /** a text is sent as HTML, anything else as JSON */
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).default({}),
});

/** Which request takes the script; any request when nothing is said. */
const Match = z.object({
  model: z.string().optional(),
  key: z.string().optional(),
  /** text inside the last user message */
  includes: z.string().optional(),
  /** who spoke last: `tool` after the calls of the turn have been run */
  after: z.enum(['user', 'tool']).optional(),
});

export const Script = z.object({
  match: Match.default({}),
  times: z.number().int().min(1).default(1),
  answer: z.union([AnswerScript, FailureScript]),
});
export type Script = z.input<typeof Script>;
export type ParsedScript = z.output<typeof Script>;
export type ParsedAnswer = z.output<typeof AnswerScript>;
export type ParsedFailure = z.output<typeof FailureScript>;

export const isFailure = (answer: ParsedAnswer | ParsedFailure): answer is ParsedFailure =>
  'status' in answer;
