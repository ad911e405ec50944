import { z } from 'zod';

/** The part of the environment that says which membership sources there are; portal and provisioner share it. */
export const membershipEnv = {
  MEMBERSHIP_API_URL: z.url({ protocol: /^https?$/ }).optional(),
  MEMBERSHIP_API_SECRET: z.string().min(16, 'at least 16 characters').optional(),
};

export interface MembershipConfig {
  /** the operator's membership API; null = none */
  api: { url: string; secret: string } | null;
}

/** For `superRefine` of the whole environment: one without the other is no source. */
export function checkMembershipEnv(raw: MembershipRaw, context: z.RefinementCtx): void {
  const [url, secret] = [raw.MEMBERSHIP_API_URL, raw.MEMBERSHIP_API_SECRET];
  if (Boolean(url) === Boolean(secret)) return;
  const missing = url ? 'MEMBERSHIP_API_SECRET' : 'MEMBERSHIP_API_URL';
  const present = url ? 'MEMBERSHIP_API_URL' : 'MEMBERSHIP_API_SECRET';
  context.addIssue({ code: 'custom', path: [missing], message: `missing beside ${present}` });
}

export const membershipConfig = (raw: MembershipRaw): MembershipConfig => ({
  api:
    raw.MEMBERSHIP_API_URL && raw.MEMBERSHIP_API_SECRET
      ? { url: raw.MEMBERSHIP_API_URL, secret: raw.MEMBERSHIP_API_SECRET }
      : null,
});

interface MembershipRaw {
  MEMBERSHIP_API_URL?: string | undefined;
  MEMBERSHIP_API_SECRET?: string | undefined;
}
