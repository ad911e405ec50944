import { expect, it } from 'vitest';
import { clockSkewMsMax, hashBody, signCall, verifyCall } from './control-auth.ts';

const token = 'the-token-that-stays-where-it-is';
const nonce = '0123456789abcdef0123456789abcdef';
const at = 1_800_000_000_000;
const call = { method: 'POST', path: '/control/chat?limit=5', body: '{"id":"1"}' };
const asked = { method: 'POST', path: '/control/chat?limit=5' };
const header = signCall(token, call, { at, nonce });
const times = { now: at, since: at };

it('says what was signed, and nothing of the token', () => {
  expect(verifyCall(header, token, asked, times)).toEqual({
    kind: 'signed',
    nonce,
    bodyHash: hashBody(call.body),
  });
  expect(header).not.toContain(token);
});

it('has the form that other programs write', () => {
  // printf 'GET\n/x\n1\n<nonce>\n<sha256 of nothing>' | openssl dgst -sha256 -hmac key
  expect(signCall('key', { method: 'GET', path: '/x', body: '' }, { at: 1, nonce: '0'.repeat(32) })).toBe(
    `Rockpool-HMAC-SHA256 at=1,nonce=${'0'.repeat(32)},body=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,` +
      'sig=9bb5c8cb048912512228d29b51af0f0e121f6bf583f112381f41ec5553cd1aca',
  );
});

it.each([
  ['another method', { ...asked, method: 'GET' }],
  ['another path', { ...asked, path: '/control/chat/stop' }],
  ['another query', { ...asked, path: '/control/chat?limit=6' }],
])('does not hold for %s', (_what, other) => {
  expect(verifyCall(header, token, other, times)).toEqual({ kind: 'refused', reason: 'signature' });
});

it.each([
  ['token', header, `${token}x`],
  ['time', header.replace(`at=${at}`, `at=${at + 1}`), token],
  ['nonce', header.replace(nonce, nonce.replace('0', '1')), token],
  ['body', header.replace(hashBody(call.body), hashBody('{}')), token],
])('does not hold with another %s', (_what, changed, by) => {
  expect(verifyCall(changed, by, asked, times)).toEqual({ kind: 'refused', reason: 'signature' });
});

it.each([
  ['the last moment', at + clockSkewMsMax, 'signed'],
  ['too late', at + clockSkewMsMax + 1, 'refused'],
  ['a clock that is slow', at - clockSkewMsMax, 'signed'],
  ['a clock that is slower', at - clockSkewMsMax - 1, 'refused'],
])('holds for its time: %s', (_when, now, kind) => {
  expect(verifyCall(header, token, asked, { now, since: 0 }).kind).toBe(kind);
});

it('does not outlive the gateway that it was signed for', () => {
  expect(verifyCall(header, token, asked, { now: at + 5, since: at + 1 })).toEqual({
    kind: 'refused',
    reason: 'clock',
  });
});

it('opens nothing with an empty token', () => {
  expect(verifyCall(signCall('', call, { at, nonce }), '', asked, times).kind).toBe('refused');
});

it.each([
  ['', 'other-scheme'],
  ['Bearer x', 'other-scheme'],
  ['Rockpool-HMAC-SHA256 ', 'refused'],
  [`${header},more=1`, 'refused'],
  [header.toUpperCase(), 'other-scheme'],
  [header.slice(0, -1), 'refused'],
  [header.replace(`at=${at}`, 'at=1e12'), 'refused'],
])('reads nothing else as a signature: %s', (text, kind) => {
  expect(verifyCall(text, token, asked, times).kind).toBe(kind);
});
