import { expect, test } from 'vitest';
import { may, permissions, roles } from './roles.ts';

test('an auditor changes nothing', () => {
  const allowed = permissions.filter((permission) => may('auditor', permission));
  expect(allowed.length).toBeGreaterThan(0);
  for (const permission of allowed) expect(permission).toMatch(/\.read$/);
});

test('what a role may, every higher role may too', () => {
  for (const permission of permissions) {
    const allowed = roles.map((role) => may(role, permission));
    expect(allowed).toEqual(allowed.toSorted());
    expect(allowed.at(-1)).toBe(true);
  }
});

test('an operator removes nobody and makes no staff', () => {
  const forbidden = permissions.filter((permission) => !may('operator', permission));
  expect(forbidden).toEqual([
    'instances.remove',
    'hosts.edit',
    'users.delete',
    'campaigns.end',
    'settings.edit',
    'staff.edit',
    'tokens.edit',
    'keys.rotate',
  ]);
});
