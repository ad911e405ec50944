import { expect, test } from 'vitest';
import { isSubnetRange, nextSubnet, overlap, subnetOf } from './subnets.ts';

const range = '10.213.0.0/16';

test.each([
  ['the first when nothing is in use', [], '10.213.0.0/28'],
  ['behind those in use', ['10.213.0.0/28', '10.213.0.16/28'], '10.213.0.32/28'],
  ['in a gap', ['10.213.0.0/28', '10.213.0.32/28'], '10.213.0.16/28'],
  ['whatever the order', ['10.213.0.32/28', '10.213.0.16/28', '10.213.0.0/28'], '10.213.0.48/28'],
  ['behind a larger one of somebody else', ['10.213.0.0/24'], '10.213.1.0/28'],
  ['behind a smaller one of somebody else', ['10.213.0.4/30'], '10.213.0.16/28'],
  ['past nested ones', ['10.213.0.0/24', '10.213.0.16/28'], '10.213.1.0/28'],
  ['untouched by other ranges', ['172.17.0.0/16', 'fd00::/64', 'nonsense'], '10.213.0.0/28'],
  ['never beyond the range', ['10.213.0.0/16'], null],
  ['inside a network that holds the range', ['10.0.0.0/8'], null],
])('the next block is %s', (_case, inUse, subnet) => {
  expect(nextSubnet(range, inUse)?.subnet ?? null).toBe(subnet);
});

test('the host has the first address and the instance the second', () => {
  expect(nextSubnet(range, ['10.213.0.0/28'])).toEqual({
    subnet: '10.213.0.16/28',
    gateway: '10.213.0.17',
    address: '10.213.0.18',
  });
  expect(subnetOf('10.213.255.240/28')).toMatchObject({
    gateway: '10.213.255.241',
    address: '10.213.255.242',
  });
});

test('a range is given out to the last, once each', () => {
  const used: string[] = [];
  for (let next = nextSubnet('10.9.0.0/20', used); next; next = nextSubnet('10.9.0.0/20', used))
    used.push(next.subnet);
  expect(new Set(used).size).toBe(256);
  expect(used.at(-1)).toBe('10.9.15.240/28');
});

test.each([
  ['10.213.0.0/16', true],
  ['192.168.7.0/28', true],
  ['172.16.0.0/12', true],
  ['100.64.0.0/10', true],
  ['172.16.0.0/11', false],
  ['8.8.0.0/16', false],
  ['127.0.0.0/16', false],
  ['169.254.0.0/16', false],
  ['0.0.0.0/0', false],
  ['10.213.0.0/29', false],
  ['10.213.0.0', false],
  ['10.300.0.0/16', false],
  ['fd00::/64', false],
])('%s is a range for instances: %s', (text, expected) => {
  expect(isSubnetRange(text)).toBe(expected);
});

test.each([
  ['10.213.0.0/16', '10.213.7.4/30', true],
  ['10.213.0.0/16', '10.0.0.0/8', true],
  ['10.213.0.0/16', '10.214.0.0/16', false],
  ['10.213.0.0/16', 'fd00::/64', false],
])('%s and %s have addresses in common: %s', (one, other, expected) => {
  expect(overlap(one, other)).toBe(expected);
  expect(overlap(other, one)).toBe(expected);
});
