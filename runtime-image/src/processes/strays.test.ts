import { describe, expect, it } from 'vitest';
import { findStrays, isAlone, type SeenProcess } from './strays.ts';

const own = 10_001;
const process = (pid: number, ppid: number, more: Partial<SeenProcess> = {}): SeenProcess => ({
  ...{ pid, ppid, uid: own, state: 'S', mark: null },
  ...more,
});
// tini, the gateway, and a command of another turn with what it started
const standing = [process(1, 0), process(7, 1), process(20, 7, { mark: 'other' }), process(21, 20)];
const question = {
  self: { pid: 7, uid: own },
  mark: 'ended',
  live: [{ pid: 20, mark: 'other' }],
  alone: true,
};
const strays = (more: SeenProcess[], alone = true) =>
  findStrays([...standing, ...more], { ...question, alone });

describe('alone in a container', () => {
  it('leaves itself, who started it and commands that still run alone', () => {
    expect(strays([])).toEqual([]);
  });

  it.each([
    ['a group of its own', process(30, 1, { mark: 'ended' })],
    ['emptied its environment', process(31, 1)],
    ['cannot be looked into', process(32, 1)],
    ['stopped', process(33, 1, { state: 'T' })],
  ])('finds who left the command: %s', (_name, left) => {
    expect(strays([left])).toEqual([left.pid]);
  });

  it('finds whole families', () => {
    expect(strays([process(30, 1), process(31, 30), process(32, 31)])).toEqual([30, 31, 32]);
  });

  it('leaves what a running command put into the background, as far as it says so', () => {
    expect(strays([process(30, 1, { mark: 'other' }), process(31, 21)])).toEqual([]);
  });

  it('leaves the dead, other users, and who came in from outside', () => {
    const outside = [process(40, 0), process(41, 40)];
    expect(strays([process(30, 1, { state: 'Z' }), process(31, 1, { uid: 0 }), ...outside])).toEqual([]);
  });
});

it('where others live too, only its own mark makes a stray', () => {
  const others = [process(30, 1), process(31, 1, { mark: 'else' }), process(32, 1, { mark: 'ended' })];
  expect(strays(others, false)).toEqual([32]);
});

it('an endless loop of parents is not followed', () => {
  expect(strays([process(30, 31), process(31, 30)])).toEqual([]);
});

it.each([
  ['with its parents only', [process(1, 0), process(7, 1)], true],
  ['with somebody who came in from outside', [process(1, 0), process(7, 1), process(40, 0)], true],
  ['with other users', [process(1, 0, { uid: 0 }), process(7, 1), process(30, 1, { uid: 0 })], true],
  ['on a machine where its user has more', [process(1, 0, { uid: 0 }), process(7, 1), process(30, 1)], false],
  ['beside its parent’s other child', [process(1, 0), process(6, 1), process(7, 6), process(8, 6)], false],
])('is alone %s', (_name, processes, expected) => {
  expect(isAlone(processes, question.self)).toBe(expected);
});
