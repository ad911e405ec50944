import { expect, test } from 'vitest';
import { spread } from './vitest-order.ts';

const same = (file: string) => file;
const others = Array.from({ length: 8 }, (_, index) => `apps/portal/${index}.test.ts`);

test('files that wait are spread over the first three quarters, and none is lost', () => {
  const docker = ['provisioner/src/a.test.ts', 'runtime-image/src/container-port.test.ts'];
  expect(spread([...others, ...docker], same)).toEqual([
    docker[0],
    ...others.slice(0, 3),
    docker[1],
    ...others.slice(3),
  ]);
  const many = Array.from({ length: 40 }, (_, index) => `provisioner/src/${index}.test.ts`);
  const mixed = spread([...others, ...many], same);
  expect(mixed.toSorted()).toEqual([...others, ...many].toSorted());
  expect(mixed.slice(-2)).toEqual(others.slice(-2));
});

test.each([[others], [['provisioner/src/b.test.ts', 'provisioner/src/a.test.ts']], [[]]])(
  'files of one kind stay as they come: %j',
  (files) => {
    expect(spread(files, same)).toEqual(files);
  },
);
