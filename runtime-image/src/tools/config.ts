import type { Tool, ToolResult } from '../agent/tool.ts';
import type { Settings } from '../settings/open.ts';
import { ArgumentError, textArgument } from './arguments.ts';

/** Settings by talking, for the owner alone. */
export function configTool(settings: Settings): Tool {
  return {
    name: 'config',
    description:
      'Show or change settings of this gateway: models, identity, language, time zone, keys of skills. get without path: what was changed. Changes need no restart.',
    rare: true,
    parameters: {
      type: 'object',
      properties: {
        action: { enum: ['get', 'set', 'unset'] },
        path: { type: 'string', description: 'such as agents.defaults.model.primary' },
        value: { description: 'text, number, true, false, list or object' },
      },
      required: ['action'],
    },
    run(input, { byOwner, message }) {
      if (!byOwner) return Promise.resolve(bad('Only the owner may see and change settings.'));
      // what others in a group write could be taken for the owner's wish
      if (message.chat.kind === 'group')
        return Promise.resolve(bad('Not in a group; the owner may change settings in a private chat.'));
      const { action } = input;
      if (action === 'get') {
        const found = settings.show(input.path === undefined ? '' : textArgument(input, 'path'), 'en');
        return Promise.resolve({ output: found.text, ok: found.ok });
      }
      if (action !== 'set' && action !== 'unset')
        throw new ArgumentError('"action" must be get, set or unset.');
      const path = textArgument(input, 'path');
      const done = settings.change(
        action === 'set' ? { action, path, value: readValue(input.value) } : { action, path },
        'en',
      );
      return Promise.resolve({ output: done.text, ok: done.ok });
    },
  };
}

/** Some models write a list or a number as text. */
function readValue(value: unknown): unknown {
  if (typeof value !== 'string' || !/^(?:true|false|-?\d+(?:\.\d+)?|[[{][\s\S]*[\]}])$/.test(value.trim()))
    return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function bad(output: string): ToolResult {
  return { output, ok: false };
}
