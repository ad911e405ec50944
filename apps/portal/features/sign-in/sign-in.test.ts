import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { perAddressPerHour, perPhonePerHour } from './code.ts';
import { requestCode } from './request-code.ts';
import { signInWithCode } from './sign-in-with-code.ts';

const secret = 'a secret of this test only';
let database: TestDatabase;
let phones = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A number, and a network address, that no other test uses. */
const newPhone = () => `+8613900${String((phones += 1)).padStart(6, '0')}`;
const addressOf = (phone: string) => `address of ${phone}`;

async function ask(phone: string, { address = addressOf(phone), taken = true } = {}) {
  let code = '';
  const send = (message: { code: string }) => {
    code = message.code;
    return Promise.resolve(taken);
  };
  const result = await requestCode({ db: database.db, secret, send }, { phone, address, locale: 'zh' });
  return { result, code };
}
const enter = (phone: string, code: string) =>
  signInWithCode(database.db, secret, { phone, code, userAgent: 'test' });
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** Lets the newest code of a number, and the requests before it, be as old as asked for. */
const age = (phone: string, seconds: number) => database.db.$executeRaw`
  UPDATE sign_in_codes SET created_at = created_at - make_interval(secs => ${seconds}),
    expires_at = expires_at - make_interval(secs => ${seconds}) WHERE phone = ${phone}`;

describe('a code', () => {
  test('signs its number in once, and makes a user at the first time only', async () => {
    const phone = newPhone();
    const first = await ask(phone);
    const signedIn = await enter(phone, first.code);
    expect(signedIn).toMatchObject({ ok: true });
    expect(await enter(phone, first.code)).toEqual({ ok: false, refusal: 'no_code' });

    await age(phone, 61);
    const again = await enter(phone, (await ask(phone)).code);
    expect(again).toMatchObject({ ok: true, userId: signedIn.ok && signedIn.userId });
    expect(await database.db.session.count({ where: { user: { phone } } })).toBe(2);
  });

  test('is six digits and kept as a keyed hash only', async () => {
    const phone = newPhone();
    const { code } = await ask(phone);
    expect(code).toMatch(/^\d{6}$/);
    const row = await database.db.signInCode.findFirstOrThrow({ where: { phone } });
    expect(JSON.stringify(row)).not.toContain(code);
    expect(JSON.stringify(row)).not.toContain(addressOf(phone));
  });

  test('of one number does not open another', async () => {
    const [mine, yours] = [newPhone(), newPhone()];
    const { code } = await ask(mine);
    await database.db.signInCode.updateMany({ where: { phone: mine }, data: { phone: yours } });
    expect(await enter(yours, code)).toEqual({ ok: false, refusal: 'wrong_code' });
  });

  test('may be typed with spaces, and the number as people write it', async () => {
    const phone = newPhone();
    const { code } = await ask(phone.slice(3));
    expect(await enter(phone.slice(3), `${code.slice(0, 3)} ${code.slice(3)}`)).toMatchObject({ ok: true });
  });

  test.each([
    { seconds: 299, refusal: null },
    { seconds: 301, refusal: 'no_code' },
  ])('after $seconds seconds is refused as $refusal', async ({ seconds, refusal }) => {
    const phone = newPhone();
    const { code } = await ask(phone);
    await age(phone, seconds);
    const result = await enter(phone, code);
    expect(result.ok ? null : result.refusal).toBe(refusal);
  });

  test('closes after five wrong tries, the right one included', async () => {
    const phone = newPhone();
    const { code } = await ask(phone);
    const refusals = [];
    for (let i = 0; i < 5; i += 1) refusals.push(await enter(phone, other(code)));
    expect(refusals.map((result) => !result.ok && result.refusal)).toEqual([
      ...Array.from({ length: 4 }, () => 'wrong_code'),
      'no_attempts',
    ]);
    expect(await enter(phone, code)).toEqual({ ok: false, refusal: 'no_attempts' });
  });

  test('gets no sixth try by guessing in parallel', async () => {
    const phone = newPhone();
    const { code } = await ask(phone);
    const guesses = Array.from({ length: 40 }, () => enter(phone, other(code)));
    const refusals = (await Promise.all(guesses)).map((result) => !result.ok && result.refusal);
    // the fifth comparison answers `no_attempts` itself
    expect(refusals.filter((refusal) => refusal === 'wrong_code')).toHaveLength(4);
    const row = await database.db.signInCode.findFirstOrThrow({ where: { phone } });
    expect(row.attemptsLeft).toBe(0);
  });

  test('sent in parallel opens one session', async () => {
    const phone = newPhone();
    const { code } = await ask(phone);
    const results = await Promise.all([1, 2, 3, 4].map(() => enter(phone, code)));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(await database.db.session.count({ where: { user: { phone } } })).toBe(1);
  });

  test('is worthless once a newer one was sent', async () => {
    const phone = newPhone();
    const old = await ask(phone);
    await age(phone, 61);
    const fresh = await ask(phone);
    if (old.code !== fresh.code)
      expect(await enter(phone, old.code)).toEqual({ ok: false, refusal: 'wrong_code' });
    expect(await enter(phone, fresh.code)).toMatchObject({ ok: true });
  });

  test('is refused the same way for a known and for an unknown number', async () => {
    const [known, unknown] = [newPhone(), newPhone()];
    await enter(known, (await ask(known)).code);
    await age(known, 61);
    const answers = await Promise.all([known, unknown].map((phone) => ask(phone)));
    expect(answers.map(({ result }) => ({ ...result, phone: '' }))).toEqual([
      { ok: true, phone: '', resendAfterSeconds: 60 },
      { ok: true, phone: '', resendAfterSeconds: 60 },
    ]);
    const wrong = await Promise.all([
      enter(known, other(answers[0]!.code)),
      enter(unknown, other(answers[1]!.code)),
    ]);
    expect(wrong[0]).toEqual(wrong[1]);
  });
});

describe('asking for codes', () => {
  test('again within a minute is refused with the time to wait, and the first code stays good', async () => {
    const phone = newPhone();
    const { code } = await ask(phone);
    await age(phone, 20);
    const { result } = await ask(phone);
    expect(result).toEqual({ ok: false, refusal: 'too_soon', phone, retryAfterSeconds: 40 });
    expect(await enter(phone, code)).toMatchObject({ ok: true });
  });

  test('in parallel sends one', async () => {
    const phone = newPhone();
    const results = await Promise.all([1, 2, 3, 4, 5].map(() => ask(phone)));
    expect(results.filter(({ result }) => result.ok)).toHaveLength(1);
  });

  test(`more than ${perPhonePerHour} times an hour for a number is refused`, async () => {
    const phone = newPhone();
    for (let i = 0; i < perPhonePerHour; i += 1) {
      expect((await ask(phone, { address: `${phone} ${i}` })).result.ok).toBe(true);
      await age(phone, 61);
    }
    const { result } = await ask(phone);
    expect(result).toMatchObject({ ok: false, refusal: 'too_many_phone' });
    await age(phone, 3600);
    expect((await ask(phone)).result.ok).toBe(true);
  });

  test(`more than ${perAddressPerHour} times an hour from an address is refused, other addresses are not`, async () => {
    const address = 'a crowded address';
    for (let i = 0; i < perAddressPerHour; i += 1) await ask(newPhone(), { address });
    expect((await ask(newPhone(), { address })).result).toMatchObject({
      ok: false,
      refusal: 'too_many_address',
    });
    expect((await ask(newPhone())).result.ok).toBe(true);
  });

  test.each([
    ['', 'phone_empty'],
    ['hello', 'phone_malformed'],
    ['1'.repeat(10_000), 'phone_malformed'],
    ['+861', 'phone_malformed'],
    ['010-12345678', 'phone_not_mobile'],
  ])('for %j sends nothing', async (phone, refusal) => {
    const { result, code } = await ask(phone);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.refusal).toBe(refusal);
    expect(code).toBe('');
  });

  test('does not count when the SMS service did not take it', async () => {
    const phone = newPhone();
    expect((await ask(phone, { taken: false })).result).toEqual({ ok: false, refusal: 'not_sent' });
    expect((await ask(phone)).result.ok).toBe(true);
  });
});
