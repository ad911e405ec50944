import type { Db } from '@rockpool/db/client';
import { parsePhone, type PhoneProblem } from '@rockpool/db/domain/phone';
import type { Locale } from '../../i18n/locale.ts';
import type { CodeMessage } from '../delivery/sms.ts';
import {
  codeLifeSeconds,
  hashAddress,
  hashCode,
  newCode,
  perAddressPerHour,
  perPhonePerHour,
  resendAfterSeconds,
} from './code.ts';

/**
 * `phone_…`: no number one can send to · `too_soon`, `too_many_phone`, `too_many_address`: wait `retryAfterSeconds`; at `too_soon`
 * the number got a code a moment ago, which may still be good
 * · `not_sent`: the SMS service did not take it; nothing was counted.
 */
export type CodeRequestResult =
  | { ok: true; phone: string; resendAfterSeconds: number }
  | { ok: false; refusal: `phone_${PhoneProblem}` | 'not_sent' }
  | { ok: false; refusal: 'too_soon'; phone: string; retryAfterSeconds: number }
  | { ok: false; refusal: 'too_many_phone' | 'too_many_address'; retryAfterSeconds: number };

/** Answers whether the service took the message; never throws. */
export type SendCode = (message: CodeMessage) => Promise<boolean>;

/** Sends a new code to a number, known or not, and makes the ones before worthless. */
export async function requestCode(
  deps: { db: Db; secret: string; send: SendCode },
  given: { phone: string; address: string; locale: Locale },
): Promise<CodeRequestResult> {
  const { db, secret, send } = deps;
  const parsed = parsePhone(given.phone);
  if (parsed.kind === 'invalid') return { ok: false, refusal: `phone_${parsed.problem}` };
  const phone = parsed.e164;
  const code = newCode();
  const stored = await store(db, {
    phone,
    addressHash: hashAddress(secret, given.address),
    codeHash: hashCode(secret, phone, code),
  });
  if ('refusal' in stored) return { ok: false, ...stored };

  const sent = await send({ phone, code, locale: given.locale });
  if (sent) return { ok: true, phone, resendAfterSeconds };
  await db.signInCode.delete({ where: { id: stored.id } });
  return { ok: false, refusal: 'not_sent' };
}

type Limits = {
  since_last: number | null;
  phone_hour: bigint;
  address_hour: bigint;
  frees_in: number | null;
};

/**
 * Counting and inserting hold a lock per number and per address, so that parallel requests cannot slip through. A
 * transaction's time is that of its start: what waited for the lock sees codes of a little later, and they count. Codes of
 * much later are from before the sandbox's clock was set back.
 */
async function store(db: Db, row: { phone: string; addressHash: string; codeHash: string }) {
  return db.$transaction(async (tx) => {
    for (const name of [`phone ${row.phone}`, `address ${row.addressHash}`].sort())
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`sign-in ${name}`}, 0))`;
    const [limits] = await tx.$queryRaw<Limits[]>`
      WITH recent AS (
        SELECT phone, address_hash, created_at FROM sign_in_codes
        WHERE (phone = ${row.phone} OR address_hash = ${row.addressHash})
          AND created_at > app_now() - interval '1 hour' AND created_at <= app_now() + interval '1 minute'
      )
      SELECT
        extract(epoch FROM app_now() - max(created_at) FILTER (WHERE phone = ${row.phone}))::float8 AS since_last,
        count(*) FILTER (WHERE phone = ${row.phone}) AS phone_hour,
        count(*) FILTER (WHERE address_hash = ${row.addressHash}) AS address_hour,
        extract(epoch FROM min(created_at) + interval '1 hour' - app_now())::float8 AS frees_in
      FROM recent`;
    const refusal = limits && overLimit(limits, row.phone);
    if (refusal) return refusal;
    const [clock] = await tx.$queryRaw<{ expires: Date }[]>`
      SELECT app_now() + make_interval(secs => ${codeLifeSeconds}) AS expires`;
    return tx.signInCode.create({ data: { ...row, expiresAt: clock!.expires }, select: { id: true } });
  });
}

function overLimit(limits: Limits, phone: string) {
  const hourFreesIn = Math.max(1, Math.ceil(limits.frees_in ?? 3600));
  if (limits.since_last !== null && limits.since_last < resendAfterSeconds)
    return {
      refusal: 'too_soon',
      phone,
      retryAfterSeconds: Math.ceil(resendAfterSeconds - limits.since_last),
    } as const;
  if (limits.phone_hour >= perPhonePerHour)
    return { refusal: 'too_many_phone', retryAfterSeconds: hourFreesIn } as const;
  if (limits.address_hour >= perAddressPerHour)
    return { refusal: 'too_many_address', retryAfterSeconds: hourFreesIn } as const;
  return null;
}
