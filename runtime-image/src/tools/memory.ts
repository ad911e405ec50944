/** The tools `memory_search` and `memory_get`. */
import type { Tool } from '../agent/tool.ts';
import { readMemoryFile } from '../memory/files.ts';
import type { MemorySearch } from '../memory/open.ts';
import { isMemoryFile, scopeOf, type MemoryScope } from '../memory/scope.ts';
import { numberArgument, textArgument } from './arguments.ts';

const queryCharsMax = 500;
const hitsDefault = 6;
const hitsMax = 20;
const linesDefault = 80;
const linesMax = 400;

export function memorySearchTool(search: MemorySearch): Tool {
  return {
    name: 'memory_search',
    description:
      'Search memory files and earlier conversations by words. Use it before you say that you do not know.',
    parameters: {
      type: 'object',
      properties: { query: { type: 'string' }, limit: { type: 'number' } },
      required: ['query'],
    },
    async run(input, context) {
      const query = textArgument(input, 'query').slice(0, queryCharsMax);
      const limit = numberArgument(input, 'limit', hitsDefault, 1, hitsMax);
      const { workspace, agentId, sessionKey, turnId, byOwner, message } = context;
      const scope = scopeOf({ byOwner, chatKind: message.chat.kind, memory: message.chat.memory });
      const hits = await search({ query, limit, workspace, agentId, sessionKey, turnId, scope });
      const output = hits.map(({ place, text }) => `[${place}]\n${text}`).join('\n\n');
      return { output: output || 'Nothing found; try other words.', ok: true };
    },
  };
}

export function memoryGetTool(maySee: (path: string, scope: MemoryScope) => boolean): Tool {
  return {
    name: 'memory_get',
    rare: true,
    description: 'Read lines of a memory file.',
    parameters: {
      type: 'object',
      properties: { path: { type: 'string' }, from: { type: 'number' }, lines: { type: 'number' } },
      required: ['path'],
    },
    run(input, { workspace, byOwner, message }) {
      const wanted = textArgument(input, 'path').replace(/^\.\//, '');
      const [path = '', line] = wanted.split(/:(?=\d+$)/);
      const scope = scopeOf({ byOwner, chatKind: message.chat.kind, memory: message.chat.memory });
      const answer = (output: string, ok: boolean) => Promise.resolve({ output, ok });
      if (!isMemoryFile(path))
        return answer('Only MEMORY.md and memory/*.md can be read by this tool.', false);
      // the same words whether it is there or not
      const text = maySee(path, scope) ? readMemoryFile(workspace, path) : null;
      if (text === null) return answer('There is no such memory file for this chat.', false);
      const all = text.split('\n');
      const from = numberArgument(input, 'from', line === undefined ? 1 : Number(line), 1, all.length);
      const count = numberArgument(input, 'lines', linesDefault, 1, linesMax);
      const shown = all.slice(from - 1, from - 1 + count);
      const rest = from - 1 + shown.length < all.length ? `\n[${all.length} lines in all]` : '';
      return answer((shown.join('\n') || '(empty)') + rest, true);
    },
  };
}
