import { boundOutput } from './large-output.ts';
import type { ToolCall } from './messages.ts';
import { describeTool, findTool, memberOf, moreToolsName } from './more-tools.ts';
import type { Tool, ToolContext, ToolResult } from './tool.ts';

/** Runs one call; whatever goes wrong becomes a result that the model reads. Throws only the abort of the turn. */
export async function runTool(
  call: ToolCall,
  tools: readonly Tool[],
  context: ToolContext,
): Promise<ToolResult> {
  const tool = findTool(tools, call.name);
  if (tool === undefined && call.name !== moreToolsName)
    return { output: `There is no tool named ${call.name}.`, ok: false };
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
    const result = await start(call.name, tool, tools, input as Record<string, unknown>, context);
    return { ...result, output: await boundOutput(result.output, context) };
  } catch (error) {
    context.signal.throwIfAborted();
    return { output: `The tool failed: ${(error as Error).message.slice(0, 2_000)}`, ok: false };
  }
}

function start(
  name: string,
  tool: Tool | undefined,
  tools: readonly Tool[],
  input: Record<string, unknown>,
  context: ToolContext,
): Promise<ToolResult> {
  if (tool === undefined) return describeTool(input, tools, context);
  const member = memberOf(tool, name);
  return member === null ? tool.run(input, context) : tool.members!.run(member, input, context);
}
