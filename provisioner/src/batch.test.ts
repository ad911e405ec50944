import { expect, test } from 'vitest';
import { createBatch } from './batch.ts';

/** Batches are answered one by one, each when the test says so. */
function answering() {
  const asked: number[][] = [];
  const open: (() => void)[] = [];
  const ask = createBatch<number, number>(async (calls) => {
    asked.push(calls);
    await new Promise<void>((resolve) => open.push(resolve));
    if (calls.includes(13)) throw new Error('unlucky');
    return calls.map((call) => call * 10);
  }, 3);
  const turn = () => new Promise(setImmediate);
  return { asked, ask, turn, answer: async () => (open.shift()!(), await turn()) };
}

test('what is asked while a batch is under way goes into the next one, never into the one before', async () => {
  const { asked, ask, turn, answer } = answering();
  const first = ask(1);
  await turn();
  const later = Promise.all([ask(2), ask(3), ask(4), ask(5)]);
  expect(asked).toEqual([[1]]);
  await answer();
  expect(await first).toBe(10);
  expect(asked).toEqual([[1], [2, 3, 4]]);
  await answer();
  await answer();
  expect(await later).toEqual([20, 30, 40, 50]);
  expect(asked).toEqual([[1], [2, 3, 4], [5]]);
});

test('a batch that fails fails its calls and no others', async () => {
  const { ask, turn, answer } = answering();
  const unlucky = Promise.allSettled([ask(13), ask(1)]);
  await turn();
  const lucky = ask(2);
  await answer();
  expect((await unlucky).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await answer();
  expect(await lucky).toBe(20);
});
