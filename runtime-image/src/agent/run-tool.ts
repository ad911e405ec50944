import type { ToolCall } from './messages.ts';
import type { Tool, ToolContext, ToolResult } from './tool.ts';

/** Runs one call; whatever goes wrong becomes a result that the model reads. Throws only the abort of the turn. */
export async function runTool(
  call: ToolCall,
  tools: readonly Tool[],
  context: ToolContext,
): Promise<ToolResult> {
  const tool = tools.find(({ name }) => name === call.name);
  if (tool === undefined) return { output: `There is no tool named ${call.name}.`, ok: false };
  let input: unknown;
  try {
    input = call.input.trim() === '' ? {} : JSON.parse(call.input);
  } catch {
    return { output: 'The arguments are not valid JSON.', ok: false };
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { output: 'The arguments must be one JSON object.', ok: false };
  }
  try {
    return await tool.run(input as Record<string, unknown>, context);
  } catch (error) {
    context.signal.throwIfAborted();
    return { output: `The tool failed: ${(error as Error).message}`, ok: false };
  }
}
