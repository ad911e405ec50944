/** What a session's people have set by commands. Null or absent: as the configuration has it. */
import * as z from 'zod/mini';
import { elevatedModes, execAsks, execSecurities } from '../config/schema/exec-modes.ts';
import {
  queueDrops,
  queueModes,
  reasoningModes,
  thinkingLevels,
  verboseModes,
} from '../config/schema/session-modes.ts';

export * from '../config/schema/exec-modes.ts';
export * from '../config/schema/session-modes.ts';
export const ttsModes = ['off', 'always', 'inbound'] as const;
export type TtsMode = (typeof ttsModes)[number];

export const SessionSettings = z.object({
  thinking: z.optional(z.enum(thinkingLevels)),
  reasoning: z.optional(z.enum(reasoningModes)),
  /** tools and fallbacks are told in the chat */
  verbose: z.optional(z.enum(verboseModes)),
  queue: z.optional(
    z.object({
      mode: z.optional(z.enum(queueModes)),
      debounceMs: z.optional(z.number()),
      /** messages that wait at most */
      cap: z.optional(z.number()),
      drop: z.optional(z.enum(queueDrops)),
    }),
  ),
  exec: z.optional(
    z.object({ security: z.optional(z.enum(execSecurities)), ask: z.optional(z.enum(execAsks)) }),
  ),
  /** on: the approvals of exec are skipped for the owner */
  elevated: z.optional(z.enum(elevatedModes)),
  /** off: nothing is sent to the chat but answers to commands */
  send: z.optional(z.enum(['on', 'off'])),
  /** in groups: answer when mentioned, or always */
  activation: z.optional(z.enum(['mention', 'always'])),
  tts: z.optional(z.enum(ttsModes)),
  /** in place of the configured one */
  ttsVoice: z.optional(z.string()),
  /** characters that are spoken at most, where that is less than the configured number */
  ttsLimit: z.optional(z.number()),
  /** on: an answer that is longer is summed up to be spoken, instead of its beginning */
  ttsSummary: z.optional(z.enum(['on', 'off'])),
  /** what answers end with */
  usage: z.optional(z.enum(['tokens', 'full'])),
});
export type SessionSettings = z.infer<typeof SessionSettings>;

/** Settings as stored; what an older or newer version wrote and this one does not know is left out. */
export function readSessionSettings(text: string | null): SessionSettings {
  if (text === null) return {};
  const raw = JSON.parse(text) as Record<string, unknown>;
  const whole = SessionSettings.safeParse(raw);
  if (whole.success) return whole.data;
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    const one = SessionSettings.safeParse({ [key]: value });
    if (one.success) Object.assign(found, one.data);
  }
  return found;
}
