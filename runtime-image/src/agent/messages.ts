/** What a conversation is made of, independent of any vendor. */
export type ToolCall = { id: string; name: string; input: string };

export type AgentMessage =
  | { role: 'user'; text: string }
  | { role: 'assistant'; text: string; reasoning: string; toolCalls: ToolCall[] }
  | { role: 'tool'; callId: string; name: string; output: string; ok: boolean };

export type TokenUsage = { input: number; output: number; cached: number };
