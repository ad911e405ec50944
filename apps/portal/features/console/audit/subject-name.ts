import type { Translator } from '../../../i18n/translator-for.ts';

const named = [
  'user',
  'instance',
  'host',
  'campaign',
  'staff',
  'token',
  'membership',
  'purchase',
  'plan_payment',
  'setting',
  'invitation',
  'entitlement',
  'keys',
  'table',
] as const;

/** What kind of thing an entry is about, in words. */
export function subjectName(kind: string, t: Translator<'consoleAudit'>): string {
  const known = named.find((each) => each === kind);
  return known ? t(`subjectKind.${known}`) : kind;
}

/** Who did it; a token or a subscriber is told apart from a member, who may have chosen the same name. */
export function actorText(
  { actorKind, actorName }: { actorKind: string; actorName: string },
  t: Translator<'consoleAudit'>,
): string {
  if (actorKind === 'system') return t('system');
  if (actorKind === 'staff') return actorName;
  return `${t(actorKind === 'user' ? 'subjectKind.user' : 'subjectKind.token')} ${actorName}`;
}
