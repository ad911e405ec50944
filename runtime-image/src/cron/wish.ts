/** What somebody wants of a task, as the tool and the command line give it. Pure. */
import { shorten } from '../shorten.ts';
import { refuseSchedule, type Schedule } from './schedule.ts';
import { readDuration, readInstant } from './when.ts';

const textCharsMax = 8_000;
const nameCharsMax = 60;

/** Exactly one of the four says when. */
export type WhenWish = { schedule?: string; every?: string; at?: string; in?: string };

export type ReadWhen = { kind: 'schedule'; schedule: Schedule } | { kind: 'refused'; message: string };

export function readWhen(wish: WhenWish, zone: string, now: number): ReadWhen {
  const given = Object.entries(wish).filter(([, value]) => value !== undefined && value.trim() !== '');
  const [first, second] = given as [keyof WhenWish, string][];
  if (first === undefined)
    return refused('Say when: a cron expression, "every 30m", "in 20m", "09:00" or "2026-12-01 09:00".');
  if (second !== undefined) return refused('Say when only once.');
  const schedule = readOne(first[0], first[1].trim(), zone, now);
  if (typeof schedule === 'string') return refused(schedule);
  const refusal = refuseSchedule(schedule, zone, now);
  return refusal === null ? { kind: 'schedule', schedule } : refused(refusal);
}

/** Which of the four one text is: `every 30m`, `in 20m`, `09:00`, or a cron expression. */
export function whenOf(text: string): WhenWish {
  const when = text.trim();
  if (when === '') return {};
  if (/^(?:every\b|每)/i.test(when)) return { every: when };
  if (/^\d{1,2}:\d{2}|^\d{4}-\d{2}/.test(when)) return { at: when };
  if (/^in\b/i.test(when) || readDuration(when) !== null) return { in: when };
  return { schedule: when };
}

/** A sentence when it cannot be read. */
function readOne(key: keyof WhenWish, value: string, zone: string, now: number): Schedule | string {
  if (key === 'schedule' && !/^(?:every|每)/i.test(value)) return { kind: 'cron', expression: value };
  if (key === 'at') {
    const read = readInstant(value, zone, now);
    return read.kind === 'instant' ? { kind: 'at', at: read.at } : read.message;
  }
  const ms = readDuration(value);
  if (ms === null)
    return `"${shorten(value, 60)}" is not a length of time such as 20m, 2h or 1d. For times of day write a cron expression: "0 9 * * *" is each day at 9:00, "30 8 * * 1,3,5" Monday, Wednesday and Friday at 8:30.`;
  return key === 'in' ? { kind: 'at', at: now + ms } : { kind: 'every', everyMs: ms, anchorAt: now };
}

/** Null when the words can be kept, else a sentence. */
export function refuseText(text: string): string | null {
  if (text.trim() === '') return 'Say what to do: message, or say for words that are sent as they are.';
  return text.length > textCharsMax ? `The text is longer than ${textCharsMax} characters.` : null;
}

/** The given name, or the beginning of the task. */
export function nameOf(name: string, text: string): string {
  const line =
    (name.trim() || text.trim())
      .split('\n', 1)[0]
      ?.replace(/["\s]+/g, ' ')
      .trim() ?? '';
  return shorten(line, nameCharsMax);
}

function refused(message: string): ReadWhen {
  return { kind: 'refused', message };
}
