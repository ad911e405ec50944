/** unconfigured → configured (credentials accepted by the checks) → verified (the owner's message was answered). */
export type SetUpState = 'unconfigured' | 'configured' | 'verified';
export type SetUpPart = 'model' | 'channel';

export interface SetUpFacts {
  /** null = none entered */
  model: { acceptedAt: Date | null } | null;
  /** `refusal`: why the last check refused the credentials */
  channels: { acceptedAt: Date | null; refusal: string | null }[];
  /** first time the owner's own message was answered */
  verifiedAt: Date | null;
}

/** What set-up still lacks; empty = configured. Needs no running instance. */
export function missingParts({ model, channels }: Omit<SetUpFacts, 'verifiedAt'>): SetUpPart[] {
  const missing: SetUpPart[] = [];
  if (!model?.acceptedAt) missing.push('model');
  if (!channels.some((channel) => channel.acceptedAt && !channel.refusal)) missing.push('channel');
  return missing;
}

export function setUpState(facts: SetUpFacts): { state: SetUpState; missing: SetUpPart[] } {
  const missing = missingParts(facts);
  if (missing.length > 0) return { state: 'unconfigured', missing };
  return { state: facts.verifiedAt ? 'verified' : 'configured', missing };
}
