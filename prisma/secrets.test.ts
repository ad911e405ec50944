import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  gatewayToken,
  keyedHash,
  needsReseal,
  parseKeyRing,
  seal,
  SecretsError,
  unseal,
  type SealBinding,
} from './secrets.ts';

const text = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const old = parseKeyRing(`old:${text(1)}`);
const both = parseKeyRing(`new:${text(2)}, old:${text(1)}`);
const fresh = parseKeyRing(`new:${text(2)}`);
const binding: SealBinding = { purpose: 'model-key', instanceId: 'a' };

describe('the key ring', () => {
  test.each([
    ['empty', ''],
    ['without an id', text(1)],
    ['of 16 bytes', `k:${Buffer.alloc(16).toString('base64')}`],
    ['with an empty part', `k:${text(1)},`],
    ['with one id twice', `k:${text(1)},k:${text(2)}`],
  ])('refuses a ring %s without showing it', (_, ring) => {
    expect(() => parseKeyRing(ring)).toThrow(SecretsError);
    try {
      parseKeyRing(ring);
    } catch (error) {
      if (ring) expect(String(error)).not.toContain(ring.replace(/^k:|,.*$/g, '').slice(0, 20));
    }
  });
});

describe('sealing', () => {
  test('what was sealed opens again, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const wellFormed = value.toWellFormed();
        expect(unseal(old, seal(old, wellFormed, binding), binding)).toBe(wellFormed);
      }),
    );
  });

  test('the same value is sealed differently each time', () => {
    expect(seal(old, 'x', binding)).not.toBe(seal(old, 'x', binding));
  });

  test.each<[string, SealBinding]>([
    ['another instance', { ...binding, instanceId: 'b' }],
    ['another purpose', { ...binding, purpose: 'channel-secret' }],
  ])('a value moved to %s does not open', (_, other) => {
    expect(() => unseal(old, seal(old, 'sk-123', binding), other)).toThrow(SecretsError);
  });

  test('a value with any one byte altered does not open, and the error shows nothing of it', () => {
    const sealed = seal(old, 'sk-123456', binding);
    const [version, id, data] = sealed.split('.');
    const bytes = Buffer.from(data!, 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const altered = Buffer.from(bytes);
      altered[i]! ^= 1;
      const attempt = () => unseal(old, `${version}.${id}.${altered.toString('base64url')}`, binding);
      expect(attempt).toThrow(/^A sealed model-key does not open/);
    }
    expect(() => unseal(old, `s1.old.${bytes.subarray(0, 20).toString('base64url')}`, binding)).toThrow(
      SecretsError,
    );
    expect(() => unseal(old, 'sk-123456', binding)).toThrow(/^This is not a sealed value\.$/);
  });
});

describe('rotation', () => {
  test('a new key in front opens old values and asks for resealing; then the old key can go', () => {
    const sealed = seal(old, 'sk-1', binding);
    expect(unseal(both, sealed, binding)).toBe('sk-1');
    expect(needsReseal(both, sealed)).toBe(true);
    const again = seal(both, unseal(both, sealed, binding), binding);
    expect(needsReseal(both, again)).toBe(false);
    expect(unseal(fresh, again, binding)).toBe('sk-1');
    expect(() => unseal(fresh, sealed, binding)).toThrow('The key "old" is not in the key ring.');
  });

  test('derived values stay while the oldest key stays, and change when it goes', () => {
    expect(gatewayToken(both, 'i', 1)).toBe(gatewayToken(old, 'i', 1));
    expect(gatewayToken(fresh, 'i', 1)).not.toBe(gatewayToken(old, 'i', 1));
    expect(keyedHash(both, 'code', '123456')).toBe(keyedHash(old, 'code', '123456'));
  });
});

test('gateway tokens differ by instance and by version; keyed hashes by purpose', () => {
  const tokens = [gatewayToken(old, 'i', 1), gatewayToken(old, 'i', 2), gatewayToken(old, 'j', 1)];
  expect(new Set(tokens).size).toBe(3);
  expect(tokens[0]).toMatch(/^[\w-]{43}$/);
  expect(keyedHash(old, 'code', 'x')).not.toBe(keyedHash(old, 'address', 'x'));
});
