/** Who is asked before a program runs. Pure: settings and facts in, a decision with its reason out. */
import { execAsks, execSecurities, type ExecAsk, type ExecSecurity } from '../config/schema/exec-modes.ts';
import type { SessionSettings } from '../store/session-settings.ts';
import { isListed, type ExecAllowance } from './shell-words.ts';

export type ExecPolicy = {
  security: ExecSecurity;
  ask: ExecAsk;
  /** neither list nor question counts */
  skips: boolean;
};

export type ExecPolicyFacts = {
  /** null: the configuration leaves it open */
  configured: { security: ExecSecurity | null; ask: ExecAsk | null; elevated: boolean };
  session: Pick<SessionSettings, 'exec' | 'elevated'>;
  byOwner: boolean;
  place: 'direct' | 'group';
};

/**
 * The owner in private has full use of their own computer. Where others read along or ask, only what was allowed runs unasked. What the
 * configuration denies no session can allow.
 */
export function execPolicy({ configured, session, byOwner, place }: ExecPolicyFacts): ExecPolicy {
  const trusted = byOwner && place === 'direct';
  const usual = {
    security: configured.security ?? (trusted ? 'full' : 'allowlist'),
    ask: configured.ask ?? (trusted ? 'off' : 'on-miss'),
  };
  const wanted = {
    security: session.exec?.security ?? usual.security,
    ask: session.exec?.ask ?? usual.ask,
  };
  // a private chat of others' that shares its session with the owner does not share what the owner loosened there for themselves
  const mayLoosen = byOwner || place === 'group';
  const security =
    configured.security === 'deny'
      ? 'deny'
      : mayLoosen
        ? wanted.security
        : stricter(execSecurities, usual.security, wanted.security);
  const ask = mayLoosen ? wanted.ask : stricter(execAsks.toReversed(), usual.ask, wanted.ask);
  const chosen = configured.elevated ? (session.elevated ?? 'off') : 'off';
  const elevated = mayLoosen || chosen === 'ask' ? chosen : 'off';
  return {
    security,
    ask: elevated === 'ask' ? 'always' : ask,
    skips: elevated === 'full' || (elevated === 'on' && byOwner),
  };
}

/** @param strictness the strictest first */
function stricter<Mode>(strictness: readonly Mode[], one: Mode, other: Mode): Mode {
  return strictness.indexOf(one) < strictness.indexOf(other) ? one : other;
}

/** the longest command that a person is asked about: they must be able to read all of it */
export const askedCharsMax = 3_000;

export type ExecDecision =
  | { kind: 'run'; reason: 'full' | 'elevated' | 'listed' }
  | { kind: 'ask'; reason: 'always' | 'not_listed' }
  | { kind: 'deny'; reason: 'switched_off' | 'not_listed' | 'too_long_to_ask' };

/** why a command was not run in the end */
export type ExecRefusal =
  Extract<ExecDecision, { kind: 'deny' }>['reason'] | 'denied' | 'expired' | 'too_many';

export function decideExec(facts: {
  policy: ExecPolicy;
  command: string;
  allowed: readonly ExecAllowance[];
}): ExecDecision {
  const { policy, command, allowed } = facts;
  if (policy.security === 'deny') return { kind: 'deny', reason: 'switched_off' };
  if (policy.skips) return { kind: 'run', reason: 'elevated' };
  if (policy.ask !== 'always') {
    if (policy.security === 'full') return { kind: 'run', reason: 'full' };
    if (isListed(command, allowed)) return { kind: 'run', reason: 'listed' };
    if (policy.ask === 'off') return { kind: 'deny', reason: 'not_listed' };
  }
  if (command.length > askedCharsMax) return { kind: 'deny', reason: 'too_long_to_ask' };
  return { kind: 'ask', reason: policy.ask === 'always' ? 'always' : 'not_listed' };
}
