import { expect, it } from 'vitest';
import { createKeyQueue } from './key-queue.ts';

const never = new AbortController().signal;

it('lets in as many as the key allows, and the next when one leaves, whoever leaves twice', async () => {
  const queue = createKeyQueue();
  const order: string[] = [];
  const enter = async (name: string) => {
    const leave = await queue.enter('key', 2, never);
    order.push(name);
    return leave;
  };
  const [first] = await Promise.all([enter('1'), enter('2')]);
  const third = enter('3');
  const fourth = enter('4');
  await queue.enter('other key', 2, never);
  expect(order).toEqual(['1', '2']);
  first();
  first();
  await third;
  expect(order).toEqual(['1', '2', '3']);
  (await third)();
  await fourth;
  expect(order).toEqual(['1', '2', '3', '4']);
});

it('takes out of the line who gives up', async () => {
  const queue = createKeyQueue();
  const leave = await queue.enter('key', 1, never);
  const controller = new AbortController();
  const givenUp = queue.enter('key', 1, controller.signal);
  const patient = queue.enter('key', 1, never);
  controller.abort('stop');
  await expect(givenUp).rejects.toBe('stop');
  leave();
  (await patient)();
  (await queue.enter('key', 1, never))();
});
