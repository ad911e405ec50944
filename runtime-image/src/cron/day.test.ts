import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { nextRun, type Schedule } from './schedule.ts';
import { requesterOf, type Requester } from './target.ts';
import { blankWish, Clock, ownerMessage, Platform, settle, startPlayedCron } from './testing.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'rockpool-cron-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const minute = 60_000;
const day = 24 * 60 * minute;
const jobsCount = 200;

/** numbers that look random and are the same in every run */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

it('24 hours with 200 tasks, restarts, kills and a platform that fails: every run exactly once', async () => {
  const clock = new Clock();
  const platform = new Platform();
  const random = numbers(7);
  const owner = requesterOf(
    ownerMessage,
    { agentId: 'main', sessionKey: 'agent:main:main', byOwner: true },
    () => true,
    null,
  ) as Requester;
  const start = clock.now;
  const end = start + day;

  let one = startPlayedCron(dir, clock, platform);
  one.start();
  const schedules = new Map<string, Schedule>();
  for (let index = 0; index < jobsCount; index += 1) {
    const minuteOf = Math.floor(random() * 60);
    const hourOf = Math.floor(random() * 24);
    const when = [
      { schedule: `${minuteOf} ${hourOf} * * *` },
      { schedule: `${minuteOf} */3 * * *` },
      { every: `${150 + minuteOf}m` },
      { in: `${1 + Math.floor(random() * 1_400)}m` },
      { schedule: `${minuteOf} 9-18 * * 0,6` },
    ][index % 5]!;
    const task = { kind: index % 10 === 3 ? 'say' : 'ask', text: `task ${index}` } as const;
    const made = one.cron.desk.add({ ...blankWish, when, task }, owner, `job ${index}`);
    if (made.kind === 'refused') throw new Error(made.message);
    schedules.set(made.job.id, made.job.schedule);
  }
  expect(schedules.size).toBe(jobsCount);

  const expected: string[] = [];
  for (const [id, schedule] of schedules) {
    let at = nextRun(schedule, 'Asia/Shanghai', start);
    for (; at !== null && at <= end; at = nextRun(schedule, 'Asia/Shanghai', at))
      expected.push(`${id}.${at}`);
  }

  let restarts = 0;
  let steps = 0;
  const kill = { writesLeft: Infinity };
  while (clock.now < end) {
    if (random() < 0.02) platform.failures.push('fail');
    clock.step(end);
    await settle();
    await one.answer('result');
    await settle();
    steps += 1;
    if (one.isDead() || steps % 400 === 0) {
      one.stop();
      restarts += 1;
      // half of the processes are killed somewhere in the middle
      kill.writesLeft = restarts % 2 === 0 ? Infinity : 20 + Math.floor(random() * 200);
      one = startPlayedCron(dir, clock, platform, kill);
      one.start();
    }
  }
  one.stop();
  one = startPlayedCron(dir, clock, platform);
  one.start();
  // what failed last is sent again a little later
  for (const until = end + 50_000; clock.now < until;) {
    await settle();
    await one.answer('result');
    await settle();
    clock.step(until);
  }
  one.stop();

  expect(restarts).toBeGreaterThan(5);
  expect(expected.length).toBeGreaterThan(800);
  expect(platform.delivered().sort()).toEqual(expected.sort());
  const bySay = new Set(platform.sent.map(({ text }) => text.startsWith('⏰ task')));
  expect(bySay).toEqual(new Set([true, false]));
});
