import { lastUserText, type ChatRequest } from './chat-request.ts';
import { Script, type ParsedAnswer, type ParsedFailure, type ParsedScript } from './script.ts';

export interface ScriptQueue {
  add(script: Script): void;
  /** The answer of the first script that fits; undefined when none does. */
  take(request: ChatRequest, key: string): ParsedAnswer | ParsedFailure | undefined;
  clear(): void;
}

export function createScriptQueue(): ScriptQueue {
  let scripts: { script: ParsedScript; left: number }[] = [];
  return {
    add(script) {
      const parsed = Script.parse(script);
      scripts.push({ script: parsed, left: parsed.times });
    },
    take(request, key) {
      const said = lastUserText(request);
      const found = scripts.find(
        ({ script: { match } }) =>
          (match.model === undefined || match.model === request.model) &&
          (match.key === undefined || match.key === key) &&
          (match.after === undefined || match.after === request.messages.at(-1)?.role) &&
          (match.includes === undefined || said.includes(match.includes)),
      );
      if (!found) return undefined;
      found.left -= 1;
      if (found.left === 0) scripts = scripts.filter((entry) => entry !== found);
      return found.script.answer;
    },
    clear() {
      scripts = [];
    },
  };
}
