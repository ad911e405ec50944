/** One line about content that the assistant cannot open: where, what, when. */
import * as z from 'zod/mini';
import type { Locale } from './placeholder.ts';

const word = z.catch(z.string(), '');
const words = z.catch(z.array(z.string()), []);
const instant = z.catch(z.nullable(z.coerce.number()), null);
const Described = z.object({
  name: word,
  file_name: word,
  latitude: word,
  longitude: word,
  chat_id: word,
  user_id: word,
  topic: word,
  options: words,
  text: word,
  template: word,
  title: z.catch(z.union([z.string(), z.object({ content: word })]), ''),
  start_time: instant,
  end_time: instant,
  due_time: instant,
});

/** Empty when there is nothing to tell. */
export function describeContent(messageType: string, value: unknown, locale: Locale): string {
  const { data } = Described.safeParse(value);
  if (data === undefined) return '';
  switch (messageType) {
    case 'location':
      return join(data.name, data.latitude && data.longitude && `(${data.latitude}, ${data.longitude})`);
    case 'share_chat':
      return data.chat_id;
    case 'share_user':
      return data.user_id;
    case 'vote':
      return join(data.topic, data.options.join(' / '));
    case 'todo':
      return join(textIn(summaryOf(value)), until(data.due_time, locale));
    case 'hongbao':
      return data.text;
    case 'video_chat':
      return join(data.topic, moment(data.start_time));
    case 'calendar':
    case 'share_calendar_event':
    case 'general_calendar':
      return join(textIn(summaryOf(value)), moment(data.start_time), moment(data.end_time));
    case 'system':
      return systemLine(data.template, value);
    case 'interactive':
      return cardText(value);
    default:
      return data.file_name || data.name;
  }
}

const join = (...parts: (string | false)[]): string => parts.filter(Boolean).join(' ');

/** Platform instants are seconds or milliseconds; shown with their zone, since the reader's is not known here. */
function moment(at: number | null): string {
  if (at === null || !(at > 0)) return '';
  const ms = at < 1e11 ? at * 1000 : at;
  return ms < 8.64e15 ? `${new Date(ms).toISOString().slice(0, 16)}Z` : '';
}

const until = (at: number | null, locale: Locale): string =>
  moment(at) && `${locale === 'zh' ? '截止' : 'due'} ${moment(at)}`;

const summaryOf = (value: unknown): unknown => (value as { summary?: unknown }).summary;

/** `{from_user} invited {to_chatters}` with the lists that the message brings. */
function systemLine(template: string, value: unknown): string {
  const lists = value as Record<string, unknown>;
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const list = lists[name];
    return Array.isArray(list) ? list.filter((each) => typeof each === 'string').join(', ') : '';
  });
}

/** The words of a card, as far as the platform gives them to others. */
function cardText(value: unknown): string {
  const card = value as { title?: unknown; header?: { title?: unknown }; elements?: unknown; body?: unknown };
  const title = textIn(card.header?.title) || textIn(card.title);
  return join(title, textIn(card.elements), textIn(card.body));
}

/** Every text of a tree, in reading order; 2,000 nodes at most, so that a hostile card costs nothing. */
function textIn(tree: unknown): string {
  const found: string[] = [];
  let nodes = 0;
  const walk = (node: unknown, key: string): void => {
    if (++nodes > 2000) return;
    if (typeof node === 'string') {
      if (key === '' || key === 'text' || key === 'content') found.push(node);
    } else if (Array.isArray(node)) for (const each of node) walk(each, 'list');
    else if (typeof node === 'object' && node !== null)
      for (const [name, each] of Object.entries(node)) walk(each, name);
  };
  walk(tree, '');
  return found.join(' ').trim();
}
