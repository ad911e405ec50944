/** `/think high` and the like before a message hold for its answer alone, as upstream has it. Pure. */
import { reasoningModes, thinkingLevels, verboseModes } from '../config/schema/session-modes.ts';
import type { SessionSettings } from '../store/session-settings.ts';
import { aliases } from './names.ts';
import { parseCommand, type ParsedCommand } from './parse.ts';
import { levelNames } from './showing.ts';

export type ForOneMessage = {
  settings: Pick<SessionSettings, 'thinking' | 'reasoning' | 'verbose'>;
  /** what is left to be answered */
  text: string;
};

/** Null: a command like any other. */
export function forOneMessage(parsed: ParsedCommand): ForOneMessage | null {
  const settings: ForOneMessage['settings'] = {};
  let at: ParsedCommand | null = parsed;
  let text = '';
  while (at !== null) {
    const [word = ''] = at.args.split(/\s/, 1);
    const one = settingOf(aliases[at.name] ?? at.name, word.toLowerCase());
    if (one === null) return null;
    Object.assign(settings, one);
    text = at.args.slice(word.length).trim();
    at = parseCommand(text);
  }
  return text === '' ? null : { settings, text };
}

function settingOf(name: string, word: string): ForOneMessage['settings'] | null {
  switch (name) {
    case 'think': {
      const level = levelNames[word] ?? thinkingLevels.find((each) => each === word);
      return level === undefined ? null : { thinking: level };
    }
    case 'reasoning': {
      const mode = reasoningModes.find((each) => each === word);
      return mode === undefined ? null : { reasoning: mode };
    }
    case 'verbose': {
      const mode = verboseModes.find((each) => each === word);
      return mode === undefined ? null : { verbose: mode };
    }
    default:
      return null;
  }
}
