/** The assistant's answer → DingTalk's messages. Pure. */
import { hasMarkdown, summarize } from '../markdown/signs.ts';
import { countCharacters, split } from '../markdown/split.ts';
import type { RobotMessage } from './calls.ts';
import { toDingtalkMarkdown } from './render/markdown.ts';

/** Bodies that the session's webhook and a group's robot take. */
export type WebhookBody =
  | { msgtype: 'text'; text: { content: string }; at: typeof nobody }
  | { msgtype: 'markdown'; markdown: { title: string; text: string }; at: typeof nobody }
  | {
      msgtype: 'actionCard';
      actionCard: { title: string; text: string; btnOrientation: '0' | '1'; btns: Button[] };
    };

export type Button = { title: string; actionURL: string };

/** One message of an answer, for either way. */
export type Part = { webhook: WebhookBody; robot: RobotMessage };

/** The platform takes more, but shows about this much of one message well. */
const charactersMax = 3_700;
/** What a growing card may hold; the rest follows as messages. */
const cardCharactersMax = 8_000;
const buttonsMax = 3;

/** Nothing that a model writes rings anybody. */
const nobody = { atUserIds: [] as string[], atMobiles: [] as string[], isAtAll: false };

/** As many messages as it takes; links that stand alone at the end become the buttons of the last one. */
export function renderAnswer(text: string): Part[] {
  const { body, buttons } = takeButtons(text);
  const pieces = split(body, charactersMax, countCharacters);
  return pieces.map((piece, index) => renderPiece(piece, index === pieces.length - 1 ? buttons : []));
}

/** Cut for a card: its text, and what follows it. */
export function renderForCard(text: string): { card: string; rest: Part[] } {
  const [card = '', ...more] = split(text, cardCharactersMax, countCharacters);
  return { card: toDingtalkMarkdown(card), rest: more.flatMap((piece) => renderAnswer(piece)) };
}

function renderPiece(piece: string, buttons: Button[]): Part {
  if (buttons.length === 0 && !hasMarkdown(piece)) {
    return {
      webhook: { msgtype: 'text', text: { content: piece }, at: nobody },
      robot: { key: 'sampleText', param: { content: piece } },
    };
  }
  const title = summarize(piece);
  const text = toDingtalkMarkdown(piece);
  if (buttons.length === 0) {
    return {
      webhook: { msgtype: 'markdown', markdown: { title, text }, at: nobody },
      robot: { key: 'sampleMarkdown', param: { title, text } },
    };
  }
  return {
    webhook: { msgtype: 'actionCard', actionCard: { title, text, btnOrientation: '0', btns: buttons } },
    robot: robotCard(title, text, buttons),
  };
}

/** The robot's API has a kind for one button; several stay links. */
function robotCard(title: string, text: string, buttons: Button[]): RobotMessage {
  const [first, ...others] = buttons;
  if (first !== undefined && others.length === 0) {
    const single = { singleTitle: first.title, singleURL: first.actionURL };
    return { key: 'sampleActionCard', param: { title, text, ...single } };
  }
  const links = buttons.map((button) => `[${button.title}](${button.actionURL})`).join('  \n');
  return { key: 'sampleMarkdown', param: { title, text: `${text}\n\n${links}` } };
}

/** Up to three links, each on a line of its own at the very end, after some text and outside of code. */
export function takeButtons(text: string): { body: string; buttons: Button[] } {
  const none = { body: text, buttons: [] };
  const lines = text.trimEnd().split('\n');
  const buttons: Button[] = [];
  while (lines.length > 0) {
    const found = /^\s*\[([^\]\n]{1,40})\]\((https:\/\/[^\s)]+)\)\s*$/.exec(lines.at(-1)!);
    if (!found) break;
    buttons.unshift({ title: found[1]!, actionURL: found[2]! });
    lines.pop();
  }
  const body = lines.join('\n').trimEnd();
  const isOpenCode = (body.match(/^ {0,3}(```|~~~)/gm) ?? []).length % 2 === 1;
  if (buttons.length === 0 || buttons.length > buttonsMax || body === '' || isOpenCode) return none;
  return { body, buttons };
}
