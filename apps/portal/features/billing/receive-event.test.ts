import { afterAll, beforeAll, expect, test } from 'vitest';
import { signatureOf } from '../../../../e2e/emulators/stripe/webhooks.ts';
import { receiveEvent } from './receive-event.ts';
import { readReturn } from './read-return.ts';
import { syncCustomer } from './sync-customer.ts';
import { createBillingBench, webhookSecret, type BillingBench } from './testing.ts';

let bench: BillingBench;
beforeAll(async () => {
  bench = await createBillingBench();
});
afterAll(() => bench.close());

let made = 0;
const bodyFor = (customer: string) =>
  JSON.stringify({
    id: `evt_${++made}`,
    object: 'event',
    type: 'x',
    data: { object: { id: 'o', customer } },
  });
const seconds = (ago = 0) => Math.floor(Date.now() / 1_000) - ago;
const rows = () => bench.db.stripeEvent.count();
const jobs = async () => {
  const [row] = await bench.db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from graphile_worker.jobs where task_identifier = 'stripe-sync'`;
  return row!.count;
};

test('a signed event is noted with one job for its customer, and again it changes nothing', async () => {
  const body = bodyFor('cus_1');
  const signature = signatureOf(webhookSecret, body, seconds());
  const results = await Promise.all([1, 2, 3].map(() => receiveEvent(bench.deps, { body, signature })));
  expect(results.sort()).toEqual(['known', 'known', 'noted']);
  expect([await rows(), await jobs()]).toEqual([1, 1]);
});

test.each([
  ['no signature', (body: string) => ({ body, signature: '' })],
  ['another secret', (body: string) => ({ body, signature: signatureOf('whsec_other', body, seconds()) })],
  ['an old time', (body: string) => ({ body, signature: signatureOf(webhookSecret, body, seconds(301)) })],
  [
    'an altered body',
    (body: string) => ({
      body: body.replace('cus_2', 'cus_3'),
      signature: signatureOf(webhookSecret, body, seconds()),
    }),
  ],
  [
    'a signed text that is no JSON',
    () => ({ body: 'x', signature: signatureOf(webhookSecret, 'x', seconds()) }),
  ],
])('with %s it is refused, and nothing is written', async (_, forge) => {
  const before = [await rows(), await jobs()];
  expect(await receiveEvent(bench.deps, forge(bodyFor('cus_2')))).toBe('refused');
  expect([await rows(), await jobs()]).toEqual(before);
});

test('while the provider cannot say whose payment it is, nothing is noted, so that it is sent again', async () => {
  const body = JSON.stringify({
    id: 'evt_dispute',
    object: 'event',
    type: 'charge.dispute.created',
    data: { object: { id: 'du_1', object: 'dispute', payment_intent: 'pi_1' } },
  });
  const away = { ...bench.deps.provider, customerOfPayment: () => Promise.reject(new Error('away')) };
  const signature = signatureOf(webhookSecret, body, seconds());
  await expect(receiveEvent({ ...bench.deps, provider: away }, { body, signature })).rejects.toThrow('away');
  expect(await bench.db.stripeEvent.findUnique({ where: { id: 'evt_dispute' } })).toBeNull();
});

test('another user’s payment page is not found; one’s own says what is true at each step', async () => {
  const [owner, stranger] = [await bench.newUser(), await bench.newUser()];
  const sessionId = await bench.openPack(owner);
  await bench.openPack(stranger);
  const seen = (userId: string) => readReturn(bench.deps, { userId, sessionId });
  expect(await seen(stranger)).toEqual({ kind: 'not_found' });
  expect(await seen(owner)).toMatchObject({ kind: 'open' });
  bench.stripe.pay(sessionId);
  expect(await seen(stranger)).toEqual({ kind: 'not_found' });
  expect(await seen(owner)).toEqual({ kind: 'paid', what: 'points' });
  await syncCustomer(bench.deps, await bench.customerOf(owner));
  expect(await seen(owner)).toEqual({ kind: 'entered', what: 'points', points: 100 });
  expect(await seen(stranger)).toEqual({ kind: 'not_found' });
});
