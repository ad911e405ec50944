/** Whether a session's answers go out to its chat. Pure. */
import type { SessionRules } from '../config/sessions.ts';
import type { SessionSettings } from '../store/session-settings.ts';

export type SendDecision =
  | { kind: 'send' }
  /** the turn runs and is kept, but nothing is sent; commands are answered all the same */
  | { kind: 'hold'; reason: 'send_off' | 'send_policy' };

/** `/send` wins over the configuration; there any rule that denies wins over those that allow. */
export function decideSend(
  own: SessionSettings['send'],
  { fallback, rules }: SessionRules['send'],
  where: { channel: string; chatKind: 'direct' | 'group'; sessionKey: string },
): SendDecision {
  if (own === 'off') return { kind: 'hold', reason: 'send_off' };
  if (own === 'on') return { kind: 'send' };
  const fitting = rules.filter(
    ({ channel, chatKind, keyPrefix }) =>
      (channel === null || channel === where.channel) &&
      (chatKind === null || chatKind === where.chatKind) &&
      (keyPrefix === null || beginsWith(where.sessionKey, keyPrefix)),
  );
  const action = fitting.find((rule) => rule.action === 'deny')?.action ?? fitting[0]?.action ?? fallback;
  return action === 'allow' ? { kind: 'send' } : { kind: 'hold', reason: 'send_policy' };
}

/** upstream's rules leave out the `agent:<id>:` that keys begin with */
function beginsWith(sessionKey: string, prefix: string): boolean {
  return sessionKey.startsWith(prefix) || sessionKey.replace(/^agent:[^:]*:/, '').startsWith(prefix);
}
