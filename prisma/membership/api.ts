import { z } from 'zod';
import type { Db } from '../client.ts';
import type { Member, MembershipAnswer } from '../domain/payment.ts';
import { tiers } from '../domain/plan.ts';
import { readAnswer, writeAnswer } from './answers.ts';
import { postJson } from './post-json.ts';
import { signatureHeader, signBody } from './signature.ts';
import type { Freshness, MembershipSource } from './source.ts';

const sourceName = 'api';

/** How old a kept answer may be. */
const freshMs: Record<Freshness, number> = { page: 5 * 60_000, decision: 30_000 };
/** after a failure pages do not ask again for so long: each would wait for the time-out */
const pagesRestMs = 10_000;

const Answer = z.object({
  tier: z.enum(tiers).nullable(),
  validUntil: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .nullable(),
});

export interface ApiOptions {
  url: string;
  secret: string;
  /** for one question, a second attempt included; default 3 s */
  timeoutMs?: number;
  /** told of every question that was not answered, with the reason in words */
  onFailure?: ((why: string) => void) | undefined;
  onAnswer?: (() => void) | undefined;
}

/**
 * The operator's own membership API. One question per number is under way at a time in this process; answers are kept in
 * the database, for other processes and for the time when the API is down.
 */
export function apiMemberships(db: Db, options: ApiOptions): MembershipSource {
  const underWay = new Map<string, Promise<MembershipAnswer>>();
  let failedAt = -Infinity;

  async function ask(phone: string, now: Date, last: Member | null): Promise<MembershipAnswer> {
    const body = JSON.stringify({ phone });
    const said = await postJson(options.url, body, {
      headers: () => ({ [signatureHeader]: signBody(options.secret, body) }),
      timeoutMs: options.timeoutMs ?? 3_000,
    });
    const parsed = said.kind === 'json' ? Answer.safeParse(said.value) : null;
    if (!parsed?.success) {
      failedAt = performance.now();
      options.onFailure?.(said.kind === 'json' ? 'the answer has another shape' : said.why);
      return { kind: 'unavailable', source: sourceName, last };
    }
    failedAt = -Infinity;
    options.onAnswer?.();
    const { tier, validUntil } = parsed.data;
    await writeAnswer(db, { phone, tier, validUntil, checkedAt: now });
    if (!tier) return { kind: 'unknown', source: sourceName };
    return { kind: 'member', member: { tier, validUntil, source: sourceName, checkedAt: now } };
  }

  return {
    async lookup(phone, now, freshness = 'page') {
      const kept = await readAnswer(db, phone);
      const last = kept?.tier
        ? { tier: kept.tier, validUntil: kept.validUntil, source: sourceName, checkedAt: kept.checkedAt }
        : null;
      const ageMs = kept ? now.getTime() - kept.checkedAt.getTime() : Infinity;
      // a clock that went back makes an answer of the future: it is asked again
      if (ageMs >= 0 && ageMs < freshMs[freshness])
        return last ? { kind: 'member', member: last } : { kind: 'unknown', source: sourceName };
      if (freshness === 'page' && performance.now() - failedAt < pagesRestMs)
        return { kind: 'unavailable', source: sourceName, last };
      const before = underWay.get(phone);
      if (before) return before;
      const asked = ask(phone, now, last).finally(() => underWay.delete(phone));
      underWay.set(phone, asked);
      return asked;
    },
  };
}
