import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isStream, routeOf } from './route-of.ts';

const portal = path.resolve(import.meta.dirname, '../..');

/** The address of each page and route of the folders, as somebody asks for it. */
function addresses(): string[] {
  const files = readdirSync(path.join(portal, 'app'), { recursive: true, encoding: 'utf8' });
  const inApp = files
    .filter((file) => /(^|\/)(page|route)\.tsx?$/.test(file))
    .map((file) =>
      `/${path.dirname(file)}`
        .replace('/[...nextauth]', '/session')
        .replace(/\/\(\w+\)/, '')
        .replace(/^\/\.$/, '/'),
    );
  const inPages = readdirSync(path.join(portal, 'pages'))
    .filter((file) => !file.startsWith('_'))
    .map((file) => `/${file.replace(/\.tsx?$/, '').replace(/^index$/, '')}`);
  return [...inApp, ...inPages];
}

test('every page and route of the portal has a name of its own', () => {
  expect(addresses().length).toBeGreaterThan(15);
  expect(addresses().filter((address) => routeOf(address) === 'other')).toEqual([]);
});

test.each([
  ['/computer?_rsc=abc', '/computer'],
  ['/status.json', '/status.json'],
  ['/api/auth/callback/credentials', '/api/auth/*'],
  ['/_next/static/chunks/1.js', '/_next/static/*'],
  ['/api/auth', 'other'],
  ['/wp-login.php', 'other'],
  ['/computer/made-up', 'other'],
  ['', 'other'],
  ['http://elsewhere/', 'other'],
])('%s counts as %s', (target, route) => expect(routeOf(target)).toBe(route));

test('event streams are told apart, since they last as long as a page is open', () => {
  expect(['/api/events', '/api/chat/events', '/api/set-up/events'].every(isStream)).toBe(true);
  expect(isStream('/api/chat')).toBe(false);
});
