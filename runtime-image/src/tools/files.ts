/** read, write, edit and ls: files of the workspace only. */
import { readdir } from 'node:fs/promises';
import type { Tool, ToolResult } from '../agent/tool.ts';
import { numberArgument, textArgument } from './arguments.ts';
import { openInside, pathOf } from './open-inside.ts';
import { reachFor, type FileTurn } from './file-reach.ts';
import { writeReached } from './write-inside.ts';

const fileBytesMax = 2 * 1024 * 1024;
/** a little less than what is cut for any tool: the rest is read by its line, not from a copy */
const outputCharsMax = 15_000;
const entriesMax = 500;

const filePath = { type: 'string' };
const bad = (output: string): ToolResult => ({ output, ok: false });

export const readTool: Tool = {
  name: 'read',
  description: 'Read a text file.',
  parameters: {
    type: 'object',
    properties: {
      path: filePath,
      offset: { type: 'number', description: 'first line, from 1' },
      limit: { type: 'number' },
    },
    required: ['path'],
  },
  async run(input, context) {
    const text = await readText(context, textArgument(input, 'path'));
    if (typeof text !== 'string') return text;
    const lines = text.split('\n');
    const offset = numberArgument(input, 'offset', 1, 1, lines.length);
    const limit = numberArgument(input, 'limit', 2_000, 1, 20_000);
    const shown = lines.slice(offset - 1, offset - 1 + limit);
    let output = shown.join('\n');
    let last = offset - 1 + shown.length;
    if (output.length > outputCharsMax) {
      output = output.slice(0, outputCharsMax);
      last = offset - 1 + output.split('\n').length;
    }
    const rest = last < lines.length ? `\n[${lines.length} lines in all; go on with offset ${last + 1}]` : '';
    return { output: output === '' ? '(empty)' : output + rest, ok: true };
  },
};

export const writeTool: Tool = {
  name: 'write',
  description: 'Write a text file, replacing what is there; makes missing folders.',
  parameters: {
    type: 'object',
    properties: { path: filePath, content: { type: 'string' } },
    required: ['path', 'content'],
  },
  async run(input, context) {
    const content = textArgument(input, 'content');
    if (Buffer.byteLength(content) > fileBytesMax) return bad('The content is larger than 2 MB.');
    const refusal = await writeReached(context, textArgument(input, 'path'), content);
    return refusal === null
      ? { output: `Wrote ${Buffer.byteLength(content)} bytes.`, ok: true }
      : bad(refusal);
  },
};

export const editTool: Tool = {
  name: 'edit',
  description: 'Replace one exact piece of a text file. oldText must occur exactly once.',
  parameters: {
    type: 'object',
    properties: { path: filePath, oldText: { type: 'string' }, newText: { type: 'string' } },
    required: ['path', 'oldText', 'newText'],
  },
  async run(input, context) {
    const name = textArgument(input, 'path');
    const oldText = textArgument(input, 'oldText');
    const newText = textArgument(input, 'newText');
    const text = await readText(context, name);
    if (typeof text !== 'string') return text;
    const first = oldText === '' ? -1 : text.indexOf(oldText);
    if (first === -1) return bad('oldText does not occur in the file.');
    if (text.includes(oldText, first + 1))
      return bad('oldText occurs more than once; give more of what is around it.');
    const edited = text.slice(0, first) + newText + text.slice(first + oldText.length);
    const refusal = await writeReached(context, name, edited);
    return refusal === null ? { output: 'Replaced.', ok: true } : bad(refusal);
  },
};

export const listTool: Tool = {
  name: 'ls',
  description: 'List a folder.',
  parameters: {
    type: 'object',
    properties: { path: { type: 'string', description: 'default: the workspace' } },
  },
  async run(input, context) {
    const place = await reachFor(
      context,
      input.path === undefined ? '.' : textArgument(input, 'path'),
      'list',
    );
    if (place.kind === 'refused') return bad(place.message);
    const opened = await openInside(place, 'list');
    if (opened.kind === 'refused') return bad('There is no such folder.');
    const entries = await readdir(pathOf(opened.file, place.path), { withFileTypes: true }).finally(() =>
      opened.file.close(),
    );
    const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
    const rest = names.length > entriesMax ? `\n[${names.length} entries in all]` : '';
    return { output: names.slice(0, entriesMax).join('\n') + rest || '(empty)', ok: true };
  },
};

async function readText(turn: FileTurn, name: string): Promise<string | ToolResult> {
  const place = await reachFor(turn, name, 'read');
  if (place.kind === 'refused') return bad(place.message);
  const opened = await openInside(place, 'read');
  if (opened.kind === 'refused') return bad(opened.message);
  const { file } = opened;
  try {
    const { size } = await file.stat();
    if (size > fileBytesMax) return bad(`The file is larger than 2 MB (${size} bytes).`);
    const bytes = await file.readFile();
    return bytes.includes(0)
      ? bad(`That is not a text file (${bytes.length} bytes).`)
      : bytes.toString('utf8');
  } finally {
    await file.close();
  }
}
