/**
 * Rarely used tools cost the prompt a line in all: `more_tools` names them, describes one that is asked for, and calls it. What the
 * model calls through it becomes a call of the tool itself before anything is stored, so that everybody sees the tool that worked.
 */
import type { ToolCall } from './messages.ts';
import type { ToolSpec } from './model.ts';
import type { Tool, ToolContext, ToolResult } from './tool.ts';

export const moreToolsName = 'more_tools';

const parameters = {
  type: 'object',
  properties: { name: { type: 'string' }, input: { type: 'object' } },
  required: ['name'],
};
const wordsMax = 4;
const memberSeparator = '__';

const specs = new WeakMap<readonly Tool[], ToolSpec[]>();

/** What a model is told of the tools; the same array for the same array. */
export function specsOf(tools: readonly Tool[]): ToolSpec[] {
  let found = specs.get(tools);
  if (found === undefined) {
    const rare = tools.filter((tool) => tool.rare);
    found = tools.filter((tool) => !tool.rare).map(specOf);
    if (rare.length > 0) found.push({ name: moreToolsName, description: describe(rare), parameters });
    specs.set(tools, found);
  }
  return found;
}

/** A call of `more_tools` that carries an input, or that names a tool wrongly put aside, as a call of that tool. */
export function unwrapCall(call: ToolCall, tools: readonly Tool[]): ToolCall {
  if (call.name !== moreToolsName) return call;
  const wanted = parseObject(call.input);
  if (wanted === null || typeof wanted.name !== 'string') return call;
  const { name, input, ...others } = wanted;
  if (findTool(tools, name) === undefined) return call;
  // some models write the object as a text, some leave it out and put its fields beside the name
  const given = typeof input === 'string' ? parseObject(input) : input;
  if (given !== null && typeof given === 'object') return { ...call, name, input: JSON.stringify(given) };
  return Object.keys(others).length > 0 ? { ...call, name, input: JSON.stringify(others) } : call;
}

/** The tool of that name, or the family that it is a member of. */
export function findTool(tools: readonly Tool[], name: string): Tool | undefined {
  return (
    tools.find((tool) => tool.name === name) ??
    tools.find((tool) => tool.members !== undefined && name.startsWith(tool.name + memberSeparator))
  );
}

/** The name of a member within its family; null for the family itself and for tools that are none. */
export function memberOf(tool: Tool, name: string): string | null {
  return tool.members !== undefined && name !== tool.name
    ? name.slice(tool.name.length + memberSeparator.length)
    : null;
}

/** Answers a `more_tools` that only asks. */
export async function describeTool(
  input: Record<string, unknown>,
  tools: readonly Tool[],
  context: ToolContext,
): Promise<ToolResult> {
  const rare = tools.filter((tool) => tool.rare);
  const known = `There are ${rare.map(({ name }) => name).join(', ')}.`;
  if (typeof input.name !== 'string') return { output: `"name" says which tool. ${known}`, ok: false };
  const tool = findTool(tools, input.name);
  if (tool === undefined) return { output: `There is no tool named ${input.name}. ${known}`, ok: false };
  if (tool.members === undefined) return { output: explain(specOf(tool)), ok: true };
  const members = await tool.members.list(context);
  const member = memberOf(tool, input.name);
  if (member === null) {
    const lines = members.map(({ name, description }) => `${name}: ${firstSentence(description)}`);
    const output = lines.length === 0 ? `${tool.name} offers no tools.` : `Tools:\n${lines.join('\n')}`;
    return { output, ok: true };
  }
  const spec = members.find(({ name }) => name === input.name);
  if (spec !== undefined) return { output: explain(spec), ok: true };
  return {
    output: `${tool.name} has no tool ${member}; name ${tool.name} alone to list its tools.`,
    ok: false,
  };
}

function describe(rare: readonly Tool[]): string {
  const list = rare.map(({ name, description }) => `${name} (${fewWords(description)})`).join(', ');
  return `Tools for rarer work. Name one to read how to use it, then call it by name with input: ${list}.`;
}

function explain({ name, description, parameters: shape }: ToolSpec): string {
  return `${name}: ${description}\ninput: ${JSON.stringify(shape)}`;
}

function fewWords(description: string): string {
  const phrase = /^[^.:;,(\n]*/.exec(description)?.[0] ?? '';
  const words = phrase.trim().split(/\s+/).slice(0, wordsMax).join(' ');
  return /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}

function firstSentence(description: string): string {
  return /^.{0,160}?(?=[.\n。]|$)/.exec(description)?.[0] ?? description.slice(0, 160);
}

function specOf({ name, description, parameters: shape }: ToolSpec): ToolSpec {
  return { name, description, parameters: shape };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
