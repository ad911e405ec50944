import { estimateTokens } from '../tokens.ts';

export type PromptPart = { name: string; chars: number; tokens: number };

type Asked = {
  messages: readonly { role: string; content?: unknown }[];
  tools?: readonly { function: { name: string } }[] | null | undefined;
};

/** A request by what it is made of: the lines of the system prompt, its files, each tool, the rest. The parts sum up to all of it. */
export function promptParts({ messages, tools }: Asked): PromptPart[] {
  const [system, ...others] = messages;
  const text = typeof system?.content === 'string' ? system.content : '';
  const files = [...text.matchAll(/<file name="([^"]*)"[\s\S]*?<\/file>/g)];
  const lines = files.reduce((rest, [file]) => rest.replace(file, ''), text);
  const parts: [string, string][] = [
    ['system lines', JSON.stringify({ ...system, content: lines })],
    ...files.map(([file, name]): [string, string] => [`file ${name}`, JSON.stringify(file).slice(1, -1)]),
    ...(tools ?? []).map((tool): [string, string] => [`tool ${tool.function.name}`, JSON.stringify(tool)]),
    ['conversation', JSON.stringify(others)],
  ];
  return parts.map(([name, piece]) => ({ name, chars: piece.length, tokens: estimateTokens(piece) }));
}
