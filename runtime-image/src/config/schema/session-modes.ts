/** The words for how a session works, in the configuration and in commands. */
export const thinkingLevels = ['off', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
export type ThinkingLevel = (typeof thinkingLevels)[number];
export const queueModes = ['steer', 'followup', 'collect', 'interrupt'] as const;
export type QueueMode = (typeof queueModes)[number];
/** what becomes of messages beyond the cap: refused, or given to the next turn shortened */
export const queueDrops = ['old', 'new', 'summarize'] as const;
export type QueueDrop = (typeof queueDrops)[number];
export const reasoningModes = ['off', 'on', 'stream'] as const;
export type ReasoningMode = (typeof reasoningModes)[number];
export const verboseModes = ['off', 'on', 'full'] as const;
export type VerboseMode = (typeof verboseModes)[number];
