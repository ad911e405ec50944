import { expect, test } from 'vitest';
import { createStartSlots } from './start-slots.ts';

test('never more than the slots are taken, waiters are served in order, and the line is bounded', async () => {
  const slots = createStartSlots({ slots: 2, waitingMax: 2 });
  const first = await slots.take();
  const second = await slots.take();
  const served: string[] = [];
  const third = slots.take().then((slot) => (served.push('third'), slot));
  const fourth = slots.take().then((slot) => (served.push('fourth'), slot));
  expect(await slots.take()).toBeNull();
  expect(slots.taken).toBe(2);
  first!.giveBack();
  first!.giveBack(); // giving back twice frees one slot only
  const servedThird = await third;
  expect([first!.waited, servedThird!.waited]).toEqual([false, true]);
  expect(served).toEqual(['third']);
  expect(slots.taken).toBe(2);
  second!.giveBack();
  (await fourth)!.giveBack();
  servedThird!.giveBack();
  expect(slots.taken).toBe(0);
});
