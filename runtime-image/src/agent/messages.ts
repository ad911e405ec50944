/** What a conversation is made of, independent of any vendor. */
export type ToolCall = { id: string; name: string; input: string };

/** Left out for models that do not see, with a word of it in their place. */
export type MessageImage = { mimeType: string; base64: string };

/**
 * Thoughts that a model signed: given back byte for byte with the tool results of the running turn, to that model only.
 * `by` is its reference.
 */
export type SignedThoughts = {
  by: string;
  blocks: (
    { type: 'thinking'; thinking: string; signature: string } | { type: 'redacted_thinking'; data: string }
  )[];
};

export type AgentMessage =
  | { role: 'user'; text: string; images?: MessageImage[] }
  | {
      role: 'assistant';
      text: string;
      reasoning: string;
      toolCalls: ToolCall[];
      thoughts?: SignedThoughts;
    }
  | { role: 'tool'; callId: string; name: string; output: string; ok: boolean; images?: MessageImage[] };

/** `input` is everything that was read, `cached` the part of it that the vendor had kept. */
export type TokenUsage = { input: number; output: number; cached: number };
