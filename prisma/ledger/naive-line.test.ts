import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moveClock } from '../clock.ts';
import { HOUR_MS } from '../domain/calendar.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { claim } from './claim.ts';
import { checkLedgers, everyoneIsPro, makeCampaign, makeUsers } from './testing.ts';
import { joinWaitingList, leaveWaitingList, offerPlaces } from './waiting-list.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase({ max: 4 })));
afterAll(() => database.drop());

const people = 6;
const offerHours = 24;

/** Stock and line as somebody at a counter would keep them: a tin of tickets and a list of names. */
class Counter {
  stock: number;
  /** who has a ticket */
  readonly have = new Set<number>();
  /** who waits, in order */
  line: number[] = [];
  /** whose ticket lies aside, and for how many hours yet */
  readonly aside = new Map<number, number>();

  constructor(stock: number) {
    this.stock = stock;
  }

  handOut(): void {
    for (const [who, hours] of this.aside) if (hours <= 0) this.aside.delete(who);
    while (this.line.length > 0 && this.have.size + this.aside.size < this.stock)
      this.aside.set(this.line.shift()!, offerHours);
  }

  take(who: number): boolean {
    const isMine = (this.aside.get(who) ?? 0) > 0;
    const isFree = this.have.size + this.aside.size < this.stock;
    if (this.have.has(who)) return true;
    if (!isMine && !isFree) return false;
    this.leave(who);
    this.have.add(who);
    return true;
  }

  join(who: number): void {
    this.handOut();
    if (this.have.has(who) || this.line.includes(who) || this.aside.has(who)) return;
    if (this.have.size + this.aside.size >= this.stock) this.line.push(who);
  }

  leave(who: number): void {
    this.line = this.line.filter((each) => each !== who);
    this.aside.delete(who);
  }

  wait(hours: number): void {
    for (const [who, left] of this.aside) this.aside.set(who, left - hours);
  }
}

const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom('take', 'join', 'leave'), who: fc.nat(people - 1) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stock'), who: fc.integer({ min: 1, max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), who: fc.constantFrom(1, 10, 23, 24, 30) }) },
);

test('whatever people do at the counter, tickets and turns are as with a tin and a list', async () => {
  const { db } = database;
  // time passes by events only, so that an offer's last hour is the same hour on both sides
  await db.$executeRawUnsafe(`
    create or replace function app_now() returns timestamptz stable parallel safe
    return (select to_timestamp(offset_ms / 1000.0) from clock where id = 1)`);
  await moveClock(db, { byMs: Date.parse('2027-03-01T00:00:00Z') });
  const history = fc.array(event, { minLength: 10, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 }), history, async (stock, events) => {
      const far = { claimLastDay: '2098-01-01', lastDayOfUse: '2099-01-01' };
      const { id } = await makeCampaign(db, { stock, policy: { waitingList: true, ...far } });
      const users = await makeUsers(db, people);
      const counter = new Counter(stock);
      for (const { kind, who } of events) {
        const request = { userId: users[who]!, campaignId: id };
        if (kind === 'take') {
          const { kind: said } = await claim(db, everyoneIsPro, request);
          expect(said === 'claimed').toBe(counter.take(who));
        }
        if (kind === 'join') {
          await joinWaitingList(db, request);
          counter.join(who);
        }
        if (kind === 'leave') {
          if (await leaveWaitingList(db, request)) {
            counter.leave(who);
            counter.handOut();
          }
        }
        if (kind === 'stock') {
          await db.campaign.update({ where: { id }, data: { stock: { increment: who } } });
          counter.stock += who;
        }
        if (kind === 'wait') {
          await moveClock(db, { byMs: who * HOUR_MS });
          counter.wait(who);
        }
        if (kind === 'stock' || kind === 'wait') {
          await offerPlaces(db, id);
          counter.handOut();
        }
        const waiting = await db.waitingEntry.findMany({
          where: { campaignId: id, leftAt: null },
          orderBy: { id: 'asc' },
        });
        const number = ({ userId }: { userId: string }) => users.indexOf(userId);
        expect(waiting.filter(({ offeredAt }) => !offeredAt).map(number)).toEqual(counter.line);
        expect(new Set(waiting.filter(({ offeredAt }) => offeredAt).map(number))).toEqual(
          new Set(counter.aside.keys()),
        );
      }
      await checkLedgers(db);
    }),
    { numRuns: 15 },
  );
}, 60_000);
