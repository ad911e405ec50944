import fs from 'node:fs';
import { expect, test } from 'vitest';
// @ts-expect-error plain JavaScript, so that it runs before any package is there
import { missingPackage as untyped } from './bootstrap.mjs';

const missingPackage = untyped as (lock: string, installed: string | undefined) => string | undefined;
const lock = (packages: Record<string, object>) =>
  JSON.stringify({ packages: { '': {}, prisma: {}, ...packages } });

const wanted = lock({
  'node_modules/a': { version: '1.0.0' },
  'node_modules/a/node_modules/b': { version: '2.0.0' },
  'node_modules/@rockpool/db': { resolved: 'prisma', link: true },
  'node_modules/only-mac': { version: '1.0.0', optional: true },
});

test('an installation by npm that has everything but optional parts is complete', () => {
  const { packages } = JSON.parse(wanted) as { packages: Record<string, object> };
  delete packages['node_modules/only-mac'];
  expect(missingPackage(wanted, JSON.stringify({ packages }))).toBeUndefined();
});

test('no installation, an absent package, another version and an absent workspace link are each noticed', () => {
  const without = (name: string, instead?: object) => {
    const { packages } = JSON.parse(wanted) as { packages: Record<string, object> };
    delete packages[name];
    return JSON.stringify({ packages: instead ? { ...packages, [name]: instead } : packages });
  };
  expect(missingPackage(wanted, undefined)).toBe('node_modules/a');
  expect(missingPackage(wanted, without('node_modules/a/node_modules/b'))).toBe(
    'node_modules/a/node_modules/b',
  );
  expect(missingPackage(wanted, without('node_modules/a', { version: '1.0.1' }))).toBe('node_modules/a');
  expect(missingPackage(wanted, without('node_modules/@rockpool/db'))).toBe('node_modules/@rockpool/db');
});

test('this checkout is complete, so running its tests installs nothing', () => {
  const read = (name: string) => fs.readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
  expect(missingPackage(read('package-lock.json'), read('node_modules/.package-lock.json'))).toBeUndefined();
});
