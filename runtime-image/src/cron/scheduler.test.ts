import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobWish } from './desk.ts';
import { failuresMax } from './results.ts';
import { requesterOf, type Requester } from './target.ts';
import {
  blankWish,
  Clock,
  ownerMessage,
  Platform,
  settle,
  startPlayedCron,
  type Kill,
  type PlayedCron,
} from './testing.ts';

let dir: string;
let clock: Clock;
let platform: Platform;
let one: PlayedCron;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'rockpool-cron-'));
  clock = new Clock();
  platform = new Platform();
});
afterEach(() => {
  one.stop();
  rmSync(dir, { recursive: true, force: true });
});

const owner = requesterOf(
  ownerMessage,
  { agentId: 'main', sessionKey: 'agent:main:main', byOwner: true },
  () => true,
  null,
) as Requester;
const hour = 3_600_000;
const ask = (wish: Partial<JobWish>): JobWish => ({
  ...blankWish,
  task: { kind: 'ask', text: 'look' },
  ...wish,
});

const open = (kill?: Kill): void => {
  one = startPlayedCron(dir, clock, platform, kill);
  one.start();
};
const add = (wish: JobWish, key = 'k'): string => {
  const made = one.cron.desk.add(wish, owner, key);
  if (made.kind === 'refused') throw new Error(made.message);
  return made.job.id;
};
const jobOf = (id: string) => one.cron.desk.find(id, owner)!;
const runsOf = (id: string) => one.cron.desk.runsOf(jobOf(id), 100);
/** Time goes on until `end`, and the agent answers at once. */
const playUntil = async (end: number, ...answer: Parameters<PlayedCron['answer']>): Promise<void> => {
  for (;;) {
    await settle();
    await one.answer(...answer);
    await settle();
    if (one.isDead() || clock.now >= end) return;
    clock.step(end);
  }
};

describe('a task', () => {
  it('runs at its time, and its result goes to the chat where it was made, once', async () => {
    open();
    const id = add(ask({ when: { schedule: '0 9 * * *' }, name: 'weather' }));
    await playUntil(clock.now + 3 * hour, 'sunny');
    expect(platform.sent).toEqual([
      {
        key: `${id}.${Date.parse('2026-11-22T01:00:00Z')}`,
        target: { chatId: 'oc_direct', threadId: null },
        text: '⏰ **weather**\n\nsunny',
      },
    ]);
    expect(runsOf(id)).toMatchObject([{ state: 'done', trigger: 'schedule', text: 'sunny' }]);
    expect(jobOf(id).nextAt).toBe(Date.parse('2026-11-23T01:00:00Z'));
  });

  it('tells its model when it was due and that nobody waits, in a context of its own', async () => {
    open();
    add(ask({ when: { in: '20m' }, name: 'x' }));
    let text = '';
    await playUntil(clock.now + hour, (entry) => {
      ({ text } = entry.message);
      expect(entry.message).toMatchObject({ channel: 'cron', chat: { kind: 'direct' } });
      return 'done';
    });
    expect(text).toMatch(/^\[Scheduled task "x", due 2026-11-22 08:20 Sunday.*\nlook$/s);
    expect(text).toContain('NO_REPLY');
  });

  it('that says nothing sends nothing', async () => {
    open();
    const id = add(ask({ when: { every: '30m' } }));
    await playUntil(clock.now + hour, ' NO_REPLY\n');
    expect(platform.sent).toEqual([]);
    expect(runsOf(id).map(({ state }) => state)).toEqual(['done', 'done']);
  });

  it('of one time is over afterwards, and a reminder asks no model', async () => {
    open();
    const id = add({ ...blankWish, when: { in: '20 minutes' }, task: { kind: 'say', text: 'meeting' } });
    await playUntil(clock.now + hour);
    expect(platform.sent.map(({ text }) => text)).toEqual(['⏰ meeting']);
    expect(platform.asked).toEqual([]);
    expect(jobOf(id)).toMatchObject({ state: 'finished', nextAt: null });
    expect(clock.waiting()).toBe(0);
  });

  it('that still runs is not begun a second time', async () => {
    open();
    const id = add(ask({ when: { every: '1m' } }));
    for (const end = clock.now + 5 * 60_000; clock.now < end;) {
      clock.step(end);
      await settle();
    }
    expect(one.turns).toHaveLength(1);
    expect(runsOf(id).map(({ state, error }) => [state, error])).toEqual([
      ['skipped', 'still_running'],
      ['running', ''],
    ]);
  });

  it('waits for a place when many are due, and none is forgotten', async () => {
    open();
    const ids = Array.from({ length: 9 }, (_, index) => add(ask({ when: { in: '5m' } }), `k${index}`));
    clock.step(clock.now + 5 * 60_000 - 1);
    clock.step(clock.now + 1_000_000);
    while (platform.asked.length === 0 && one.turns.length === 0) {
      clock.step(clock.now + hour);
      await settle();
    }
    expect(one.turns).toHaveLength(2);
    await playUntil(clock.now + 60_000);
    expect(platform.delivered()).toHaveLength(ids.length);
  });

  it('that is removed in the middle of a run sends nothing more', async () => {
    open();
    const id = add(ask({ when: { in: '1m' } }));
    clock.step(clock.now + hour);
    await settle();
    one.cron.desk.remove(jobOf(id));
    await one.answer();
    await settle();
    expect(platform.sent).toEqual([]);
    expect(one.errors).toEqual([]);
  });

  it('that is asked for by hand runs once for each wish, beside its schedule', async () => {
    open();
    const id = add(ask({ when: { schedule: '0 9 * * *' } }));
    const { nextAt } = jobOf(id);
    expect(one.cron.desk.run(jobOf(id), 'word')).toBe(true);
    expect(one.cron.desk.run(jobOf(id), 'word')).toBe(false);
    await playUntil(clock.now + 1_000);
    expect(platform.delivered()).toEqual([`${id}.word`]);
    expect(jobOf(id).nextAt).toBe(nextAt);
  });

  it('keeps a hundred runs', async () => {
    open();
    const id = add(ask({ when: { every: '1m' } }));
    await playUntil(clock.now + 130 * 60_000, 'NO_REPLY');
    expect(one.cron.desk.runsOf(jobOf(id), 1_000)).toHaveLength(100);
  });
});

describe('a result', () => {
  it('that a platform does not take now is sent again under the same key', async () => {
    open();
    const id = add(ask({ when: { in: '5m' } }));
    platform.failures = ['fail', 'fail'];
    await playUntil(clock.now + hour);
    expect(platform.sent).toHaveLength(1);
    expect(runsOf(id)).toMatchObject([{ state: 'done', attempts: 2, error: '' }]);
  });

  it('that can never be sent is a failure, told where it can be', async () => {
    open();
    const id = add(ask({ when: { every: '30m' }, to: 'oc_group' }));
    platform.failures = ['refuse'];
    await playUntil(clock.now + 31 * 60_000);
    expect(runsOf(id).find(({ trigger }) => trigger === 'schedule')).toMatchObject({ state: 'failed' });
    expect(platform.sent).toMatchObject([{ target: { chatId: 'oc_direct' } }]);
    expect(platform.sent[0]?.text).toContain('The bot is not in this chat.');
    expect(jobOf(id).state).toBe('active');
  });

  it('goes to a group robot in its own form, and its refusal is known although it comes as 200', async () => {
    open();
    const webhook = 'https://oapi.dingtalk.com/robot/send?access_token=secret-token';
    const id = add(ask({ when: { every: '30m' }, webhook, secret: 'SEC1', name: 'w' }));
    await playUntil(clock.now + 31 * 60_000, 'hello');
    expect(platform.posted).toHaveLength(1);
    expect(platform.posted[0]?.url).toMatch(/access_token=secret-token&timestamp=\d+&sign=/);
    expect(platform.posted[0]?.body).toMatchObject({
      msgtype: 'markdown',
      markdown: { title: '⏰ w hello', text: '⏰ **w**\n\nhello' },
    });
    platform.postAnswer = { status: 200, text: '{"errcode":310000,"errmsg":"keywords not in content"}' };
    await playUntil(clock.now + 30 * 60_000, 'hello');
    expect(runsOf(id).find(({ state }) => state === 'failed')?.error).toContain('310000');
  });

  it('goes into the conversation of the browser, between its turns', async () => {
    open();
    add(ask({ when: { in: '5m' }, to: 'browser', name: 'news' }));
    await playUntil(clock.now + hour, 'nothing new');
    expect(one.transcripts.since('agent:main:main', 0)).toMatchObject([
      { kind: 'user', text: '(result of the scheduled task "news")' },
      { kind: 'assistant', text: 'nothing new' },
    ]);
  });

  it('is known to the session of its chat, so that people can ask about it', async () => {
    open();
    add(ask({ when: { in: '5m' } }));
    await playUntil(clock.now + hour, 'it rains');
    expect(one.transcripts.since('agent:main:main', 0).at(-1)).toMatchObject({ text: 'it rains' });
  });
});

it('a task that fails time after time is paused, and its owner told', async () => {
  open();
  const id = add(ask({ when: { every: '10m' } }));
  await playUntil(clock.now + 3 * hour, 'no model answers', 'failed');
  expect(jobOf(id)).toMatchObject({ state: 'paused', failures: failuresMax, reason: 'no model answers' });
  expect(platform.asked).toHaveLength(failuresMax);
  expect(one.transcripts.since('agent:main:main', 0).at(-1)?.text).toContain(`/cron resume ${id}`);
  const resumed = one.cron.desk.resume(jobOf(id));
  expect(resumed).toMatchObject({ kind: 'job', job: { state: 'active', failures: 0 } });
});

describe('after time without the gateway', () => {
  const off = async (ms: number): Promise<void> => {
    one.stop();
    clock.now += ms;
    open();
    await playUntil(clock.now + 1_000, 'late');
  };

  it('a reminder is still delivered, and says when it was due', async () => {
    open();
    add({ ...blankWish, when: { in: '20m' }, task: { kind: 'say', text: 'meeting' } });
    await off(5 * hour);
    expect(platform.sent.map(({ text }) => text)).toEqual(['⏰ meeting\n(was due 2026-11-22 08:20 Sunday)']);
  });

  it.each([
    ['once', 1],
    ['all', 3],
    ['skip', 0],
  ] as const)('catch-up %s runs %s of three missed times', async (catchUp, runs) => {
    open();
    const id = add(ask({ when: { schedule: '0 9 * * *' }, catchUp }));
    await off(2 * 24 * hour + 2 * hour);
    expect(platform.delivered()).toHaveLength(runs);
    expect(jobOf(id).nextAt).toBe(Date.parse('2026-11-25T01:00:00Z'));
  });

  it('a clock that was far ahead and came back holds nothing up and doubles nothing', async () => {
    open();
    const id = add(ask({ when: { schedule: '0 9 * * *' } }));
    await playUntil(clock.now + 2 * hour);
    const back = clock.now;
    clock.now += 3_650 * 24 * hour;
    one.cron.scheduler.wake();
    await playUntil(clock.now + 1_000);
    expect(platform.delivered()).toHaveLength(2);
    clock.now = back;
    one.cron.scheduler.wake();
    expect(jobOf(id).nextAt).toBe(Date.parse('2026-11-23T01:00:00Z'));
    await playUntil(clock.now + 24 * hour);
    expect(platform.delivered()).toHaveLength(3);
  });
});

/** The writes of one run are few; the process is killed before each of them in turn. */
describe('killed before its write', () => {
  it.each(Array.from({ length: 10 }, (_, write) => [write]))(
    '%i, a run is made once and told once',
    async (write) => {
      open();
      const id = add(ask({ when: { in: '5m' } }), 'a');
      const reminder = add({ ...blankWish, when: { in: '5m' }, task: { kind: 'say', text: 'x' } }, 'b');
      one.stop();
      const kill = { writesLeft: write };
      open(kill);
      await playUntil(clock.now + 10 * 60_000);
      expect(one.isDead()).toBe(kill.writesLeft <= 0);
      one.stop();
      open();
      await playUntil(clock.now + 10 * 60_000);
      expect(platform.delivered().sort()).toEqual(
        [id, reminder].map((job) => `${job}.${Date.parse('2026-11-22T00:05:00Z')}`).sort(),
      );
      for (const job of [id, reminder]) expect(runsOf(job)).toMatchObject([{ state: 'done' }]);
      const asked = platform.asked.filter((run) => run.startsWith(id));
      expect(asked.length).toBeGreaterThanOrEqual(1);
      // a turn that was cut off is asked again; nothing else is
      expect(asked.length).toBeLessThanOrEqual(2);
    },
  );
});
