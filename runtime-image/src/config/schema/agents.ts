/** Keys of an agent, and what holds for all of them. */
import * as z from 'zod/mini';
import { MemorySearchSection } from './cron.ts';
import { flag, positive, text, unused } from './fields.ts';
import { ModelChoice } from './models.ts';
import { agentSessionKeys, Compaction } from './sessions.ts';

const Identity = z.strictObject({ name: text, theme: text, emoji: text, avatar: text });

export const agentKeys = {
  name: text,
  default: flag,
  model: z.optional(ModelChoice),
  workspace: text,
  identity: z.optional(Identity),
  ...unused('agentDir', 'skills', 'tools', 'sandbox', 'subagents', 'groupChat', 'heartbeat', 'memorySearch'),
  ...agentSessionKeys,
  ...unused('humanDelay', 'params', 'runtime'),
};

export const AgentDefaults = z.strictObject({
  model: z.optional(ModelChoice),
  models: z.optional(z.record(z.string(), z.looseObject({ alias: text }))),
  workspace: text,
  maxConcurrent: positive,
  userTimezone: text,
  subagents: z.optional(z.looseObject({ maxConcurrent: positive })),
  imageModel: z.optional(ModelChoice),
  ...unused('imageGenerationModel', 'videoGenerationModel', 'pdfModel', 'pdfMaxBytesMb', 'pdfMaxPages'),
  ...unused('repoRoot', 'skipBootstrap', 'bootstrapMaxChars', 'bootstrapTotalMaxChars', 'timeFormat'),
  ...unused('bootstrapPromptTruncationWarning', 'envelopeTimezone', 'envelopeTimestamp', 'envelopeElapsed'),
  memorySearch: z.optional(MemorySearchSection),
  ...unused('contextTokens', 'cliBackends', 'contextPruning', 'embeddedPi'),
  ...agentSessionKeys,
  compaction: z.optional(Compaction),
  ...unused('elevatedDefault', 'blockStreamingDefault'),
  ...unused('blockStreamingBreak', 'blockStreamingChunk', 'blockStreamingCoalesce', 'humanDelay', 'params'),
  ...unused('timeoutSeconds', 'mediaMaxMb', 'imageMaxDimensionPx', 'typingIntervalSeconds', 'typingMode'),
  ...unused('heartbeat', 'sandbox', 'additionalSystemPrompt', 'skills'),
});
