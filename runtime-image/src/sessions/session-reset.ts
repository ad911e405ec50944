/** When a session begins anew by itself. Pure. */
import type { InboundMessage } from '../channels/channel.ts';
import type { ResetPolicy, SessionRules } from '../config/sessions.ts';

export type Freshness = { kind: 'goes_on' } | { kind: 'begins_anew'; reason: 'new_day' | 'idle' };

const goesOn: Freshness = { kind: 'goes_on' };

/** The most precise rule counts: of the channel, of the kind of chat, the general one. */
export function resetPolicyFor(
  { channel, chat }: Pick<InboundMessage, 'channel' | 'chat'>,
  { reset, resetByKind, resetByChannel }: Pick<SessionRules, 'reset' | 'resetByKind' | 'resetByChannel'>,
): ResetPolicy | null {
  const kind = chat.threadId === null ? chat.kind : 'thread';
  return resetByChannel[channel] ?? resetByKind[kind] ?? resetByKind[chat.kind] ?? reset;
}

/**
 * @param lastAt when the session's people last wrote; null: never
 * @param dayOf the calendar day of an instant, `YYYY-MM-DD`, and its hour, both in the user's time zone
 */
export function freshness(
  { atHour, idleMinutes }: ResetPolicy,
  lastAt: number | null,
  now: number,
  dayOf: (at: number) => { date: string; hour: number },
): Freshness {
  if (lastAt === null) return goesOn;
  if (idleMinutes !== null && now - lastAt >= idleMinutes * 60_000)
    return { kind: 'begins_anew', reason: 'idle' };
  if (atHour === null || now <= lastAt) return goesOn;
  const sessionDay = (at: number): string => {
    const { date, hour } = dayOf(at);
    return hour >= atHour ? date : dayBefore(date);
  };
  return sessionDay(lastAt) === sessionDay(now) ? goesOn : { kind: 'begins_anew', reason: 'new_day' };
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
