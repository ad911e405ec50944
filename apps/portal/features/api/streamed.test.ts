import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NextRequest } from 'next/server';
import { expect, test } from 'vitest';
import { proxy } from '../../proxy.ts';
import { isUnreadStream } from './streamed.ts';

const app = path.join(import.meta.dirname, '../../app');
const makesStream = /\b(?:userEvents|eventStreamResponse|tableFile|csvResponse|openEverything)\b/;
const pathOf = (file: string) =>
  `/${path.dirname(file)}`.replace(/\/\([^/]+\)/g, '').replaceAll(/\[[^\]]+\]/g, '00000000');

test('no route that answers with a stream can be asked without reading it', () => {
  const routes = globSync('**/route.ts', { cwd: app });
  const streams = routes.filter((file) => makesStream.test(readFileSync(path.join(app, file), 'utf8')));
  expect(streams.length).toBeGreaterThan(10);
  expect(streams.map(pathOf).filter((pathname) => !isUnreadStream('HEAD', pathname))).toEqual([]);
});

test.each(['/', '/computer', '/healthz', '/status.json', '/api/v1/users', '/console/payments'])(
  '%s may be asked so',
  (pathname) => expect(isUnreadStream('HEAD', pathname)).toBe(false),
);

test('who asks so is told before the route is called', () => {
  const head = new NextRequest('http://pool.example.com/console/users/export.csv', { method: 'HEAD' });
  const { status, headers } = proxy(head);
  expect([status, headers.get('allow')]).toEqual([405, 'GET']);
});

test('reading it is what it is for', () => {
  expect(isUnreadStream('GET', '/api/events')).toBe(false);
});
