import { expect, test } from 'vitest';
import { watchImage } from './image.ts';

/** An engine whose tag means what the test wants, by a clock of the test. */
function open(first: string | null) {
  const world = { id: first, asked: 0, now: 0 };
  const engine = {
    imageId: async () => {
      world.asked++;
      return world.id;
    },
  };
  return { world, image: watchImage(engine, 'gateway:lean', () => world.now) };
}

test('many looks of a moment are one question', async () => {
  const { world, image } = open('sha256:1');
  expect(await Promise.all([image.recentId(), image.recentId()])).toEqual(['sha256:1', 'sha256:1']);
  world.now = 1_999;
  await image.recentId();
  expect(world.asked).toBe(1);
});

test('a tag that moved is noticed two seconds later, and by a start at once', async () => {
  const { world, image } = open('sha256:1');
  await image.recentId();
  world.id = 'sha256:2';
  expect(await image.recentId()).toBe('sha256:1');
  expect(await image.id()).toBe('sha256:2');
  world.now = 2_000;
  expect(await image.recentId()).toBe('sha256:2');
});

test('that it is not there is not remembered', async () => {
  const { world, image } = open(null);
  await expect(image.recentId()).rejects.toThrow('the engine has no image gateway:lean');
  world.id = 'sha256:1';
  expect(await image.recentId()).toBe('sha256:1');
});
