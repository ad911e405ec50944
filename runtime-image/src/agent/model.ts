/** What the agent loop asks of a model, types only. */
import type { ModelSpec, Provider } from '../config/settings.ts';
import type { ModelFailure } from '../model-errors.ts';
import type { ThinkingLevel } from '../store/session-settings.ts';
import type { AgentMessage, SignedThoughts, TokenUsage, ToolCall } from './messages.ts';

export type ToolSpec = { name: string; description: string; parameters: Record<string, unknown> };

export type ModelTarget = { reference: string; provider: Provider; model: ModelSpec };

export type ModelRequest = {
  target: ModelTarget;
  system: string;
  messages: AgentMessage[];
  tools: ToolSpec[];
  /** absent or null: as the vendor has it by default */
  thinking?: ThinkingLevel | null;
  signal: AbortSignal;
};

export type ModelEvent =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | {
      type: 'end';
      toolCalls: ToolCall[];
      usage: TokenUsage | null;
      truncated: boolean;
      /** to be kept with the step, see `SignedThoughts` */
      thoughts?: SignedThoughts;
    }
  | { type: 'failed'; failure: ModelFailure };

/**
 * Ends with exactly one `end` or `failed`. Never throws for what a vendor or the network does; throws only the abort of `signal`.
 */
export type ModelStream = (request: ModelRequest) => AsyncIterable<ModelEvent>;
