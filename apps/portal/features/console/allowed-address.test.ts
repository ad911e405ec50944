import { expect, test } from 'vitest';
import { isAllowedAddress } from './allowed-address.ts';

test.each([
  ['203.0.113.9', [], true],
  ['203.0.113.9', ['203.0.113.9'], true],
  ['203.0.113.9', ['203.0.113.0/24'], true],
  ['203.0.114.9', ['203.0.113.0/24'], false],
  ['2001:db8:1:2::/64', ['2001:db8:1::/48'], true],
  ['2001:db8:2:2::/64', ['2001:db8:1::/48'], false],
  ['', ['203.0.113.9'], false],
  ['not an address', ['0.0.0.0/0'], false],
])('%j with the list %j: %s', (address, allowed, expected) => {
  expect(isAllowedAddress(address, allowed)).toBe(expected);
});
