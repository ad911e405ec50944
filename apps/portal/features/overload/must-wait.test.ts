import { expect, it } from 'vitest';
import { mustWait, retryAfterSeconds } from './must-wait.ts';

const quiet = { open: 10, lagMs: 5 };
const crowded = { open: 201, lagMs: 5 };
const late = { open: 10, lagMs: 401 };

it.each([
  ['GET', '/', true],
  ['GET', '/claim', true],
  ['GET', '/sign-in', true],
  // an action under way is carried out
  ['POST', '/claim', false],
  ['POST', '/sign-in', false],
  // places in line
  ['GET', '/api/claim', false],
  ['POST', '/api/claim', false],
  // people with a computer, and who runs the service
  ['GET', '/computer', false],
  ['GET', '/computer/chat', false],
  ['POST', '/api/chat', false],
  ['GET', '/console', false],
  ['GET', '/healthz', false],
  ['GET', '/status', false],
])('%s %s waits under load: %s', (method, pathname, expected) => {
  expect(mustWait({ method, pathname }, crowded)).toBe(expected);
  expect(mustWait({ method, pathname }, late)).toBe(expected);
  expect(mustWait({ method, pathname }, quiet)).toBe(false);
});

it('pages come back spread over ten seconds', () => {
  expect([retryAfterSeconds(0), retryAfterSeconds(1)]).toEqual([5, 15]);
});
