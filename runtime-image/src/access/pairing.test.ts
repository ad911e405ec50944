import { expect, it } from 'vitest';
import { askPairing, pairingCode, pairingValidMs, type PendingPairing } from './pairing.ts';

const pending = (senderId: string, expiresAt = 2_000): PendingPairing => ({
  ...{
    code: `CODE${senderId}`,
    channel: 'feishu',
    accountId: 'default',
    appId: 'cli',
    senderId,
    senderName: '',
  },
  ...{ at: 0, expiresAt },
});

it('tells a sender the same code again while it is valid, and makes a new one after', () => {
  expect(askPairing([pending('a')], 'a', 1_999)).toMatchObject({
    kind: 'existing',
    request: { code: 'CODEa' },
  });
  expect(askPairing([pending('a')], 'a', 2_000)).toEqual({ kind: 'new' });
});

it('keeps at most three waiting', () => {
  const three = ['a', 'b', 'c'].map((id) => pending(id));
  expect(askPairing(three, 'd', 1_000)).toEqual({ kind: 'too_many' });
  expect(askPairing(three, 'b', 1_000).kind).toBe('existing');
  expect(askPairing([...three.slice(1), pending('a', 500)], 'd', 1_000)).toEqual({ kind: 'new' });
});

it('makes codes of eight characters that nobody can misread, valid for an hour', () => {
  for (let seed = 0; seed < 256; seed += 1) {
    expect(pairingCode(new Uint8Array(8).fill(seed))).toMatch(/^[A-HJ-NP-Z2-9]{8}$/);
  }
  expect(pairingValidMs).toBe(3_600_000);
});
