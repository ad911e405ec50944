import { expect, it } from 'vitest';
import { createSessionQueue } from './session-queue.ts';

function jobs() {
  const started: string[] = [];
  const finish = new Map<string, () => void>();
  const job = (name: string) => () => {
    started.push(name);
    return new Promise<void>((resolve) => finish.set(name, resolve));
  };
  const end = async (name: string): Promise<void> => {
    finish.get(name)!();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { started, job, end };
}

it('runs one job per session, in order, and others beside it', async () => {
  const queue = createSessionQueue(() => 9);
  const { started, job, end } = jobs();
  for (const name of ['a1', 'a2', 'b1']) queue.add(name[0]!, job(name));
  expect(started).toEqual(['a1', 'b1']);
  await end('a1');
  expect(started).toEqual(['a1', 'b1', 'a2']);
});

it('keeps the limit over all sessions, and a busy session does not starve the others', async () => {
  const queue = createSessionQueue(() => 1);
  const { started, job, end } = jobs();
  for (const name of ['a1', 'a2', 'a3', 'b1', 'c1']) queue.add(name[0]!, job(name));
  for (const name of ['a1', 'b1', 'c1', 'a2']) await end(name);
  expect(started).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  expect(queue.running()).toBe(1);
});

it('starts nothing once it is closed, and is idle when the last job ended', async () => {
  const queue = createSessionQueue(() => 2);
  const { started, job, end } = jobs();
  queue.add('a', job('a1'));
  queue.add('a', job('a2'));
  queue.close();
  const idle = queue.idle();
  await end('a1');
  await idle;
  expect(started).toEqual(['a1']);
});

it('lets a turn wait for one of the other lane, but never two at once in a session', async () => {
  const queue = createSessionQueue((lane) => (lane === 'main' ? 1 : 2));
  const { started, job, end } = jobs();
  queue.add('a', job('a1'));
  queue.add('b', job('b1'));
  queue.add('child', job('child1'), 'subagents');
  queue.add('a', job('a-from-outside'), 'subagents');
  expect(started).toEqual(['a1', 'child1']);
  await end('a1');
  expect(started).toEqual(['a1', 'child1', 'b1', 'a-from-outside']);
  expect(queue.running()).toBe(3);
});
