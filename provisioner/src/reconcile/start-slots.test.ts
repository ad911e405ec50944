import { expect, test } from 'vitest';
import { createStartSlots } from './start-slots.ts';

test('never more than the slots are taken, waiters are served in order, and the line is bounded', async () => {
  const slots = createStartSlots({ slots: 2, waitingMax: 2 });
  const first = await slots.take();
  const second = await slots.take();
  const served: string[] = [];
  const third = slots.take().then((give) => (served.push('third'), give));
  const fourth = slots.take().then((give) => (served.push('fourth'), give));
  expect(await slots.take()).toBeNull();
  expect(slots.taken).toBe(2);
  first!();
  first!(); // giving back twice frees one slot only
  const giveThird = await third;
  expect(served).toEqual(['third']);
  expect(slots.taken).toBe(2);
  second!();
  (await fourth)!();
  giveThird!();
  expect(slots.taken).toBe(0);
});
