/** What a tool is to the agent, types only. */
import type { ToolSpec } from './model.ts';

export type ToolContext = { workspace: string; signal: AbortSignal };

export type ToolResult = { output: string; ok: boolean };

export type Tool = ToolSpec & {
  /**
   * @param input the parsed arguments, checked by the tool itself. Never throws for what the model did wrong: it answers
   *   `ok: false` with a sentence that the model can act on.
   */
  run(input: Record<string, unknown>, context: ToolContext): Promise<ToolResult>;
};
