import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** One key of 32 bytes; the id names it inside sealed values. */
export interface RingKey {
  id: string;
  bytes: Buffer;
}

/** Newest first: the first key seals, every key unseals, the oldest derives. At least one key. */
export type KeyRing = readonly [RingKey, ...RingKey[]];

export type SealPurpose = 'model-key' | 'speech-key' | 'channel-secret' | 'device-code';

/** What a sealed value is bound to: moved to another owner or another use, it does not open. */
export type SealBinding =
  { purpose: SealPurpose; instanceId: string } | { purpose: 'staff-totp'; staffId: string };

/** A ring or sealed value that cannot be used. The message never contains a secret or a sealed value. */
export class SecretsError extends Error {
  override name = 'SecretsError';
}

/**
 * Parses `id:base64(32 bytes)` by commas, newest first.
 * @throws SecretsError naming the position, never the content
 */
export function parseKeyRing(text: string): KeyRing {
  const keys = text.split(',').map((part, index) => parseKey(part.trim(), index + 1));
  const [first, ...rest] = keys;
  if (new Set(keys.map((key) => key.id)).size !== keys.length)
    throw new SecretsError('The key ring names one id twice.');
  return [first!, ...rest];
}

function parseKey(part: string, position: number): RingKey {
  const match = /^([a-z0-9-]{1,32}):([A-Za-z0-9+/]+={0,2})$/i.exec(part);
  const bytes = Buffer.from(match?.[2] ?? '', 'base64');
  if (!match || bytes.length !== 32)
    throw new SecretsError(`Key ${position} of the key ring is not of the form id:base64(32 bytes).`);
  return { id: match[1]!, bytes };
}

/** AES-256-GCM under the newest key: `s1.<key id>.<base64url of nonce, tag, ciphertext>`. */
export function seal(ring: KeyRing, value: string, binding: SealBinding): string {
  const [key] = ring;
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(additionalData(key.id, binding));
  const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return `s1.${key.id}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
}

/** @throws SecretsError when the key is gone from the ring, the binding is another one, or the value was altered */
export function unseal(ring: KeyRing, sealed: string, binding: SealBinding): string {
  const [version, keyId, data] = sealed.split('.');
  if (version !== 's1' || !keyId || !data) throw new SecretsError('This is not a sealed value.');
  const key = findKey(ring, keyId);
  if (!key) throw new SecretsError(`The key "${keyId}" is not in the key ring.`);
  const bytes = Buffer.from(data, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, 12), { authTagLength: 16 })
      .setAAD(additionalData(key.id, binding))
      .setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    throw new SecretsError(
      `A sealed ${binding.purpose} does not open: it was altered or is bound elsewhere.`,
    );
  }
}

const refreshers = new WeakMap<KeyRing, () => void>();

/** `refresh` reads the ring's source again, in place: another service may have sealed by a key that is newer than this ring. */
export function refreshOnUnknownKey(ring: KeyRing, refresh: () => void): void {
  refreshers.set(ring, refresh);
}

function findKey(ring: KeyRing, id: string): RingKey | undefined {
  const find = () => ring.find((candidate) => candidate.id === id);
  const known = find();
  if (known) return known;
  refreshers.get(ring)?.();
  return find();
}

/** True when the value is sealed under another key than the newest: unseal it and seal it again. */
export function needsReseal(ring: KeyRing, sealed: string): boolean {
  return sealed.split('.')[1] !== ring[0].id;
}

/**
 * The bearer token of an instance's gateway; stored nowhere. It comes from the ring's oldest key: a new key in front
 * changes no token, removing the oldest key changes them all, `tokenVersion` + 1 changes one.
 */
export function gatewayToken(ring: KeyRing, instanceId: string, tokenVersion: number): string {
  return derive(ring, `gateway-token\n${instanceId}\n${tokenVersion}`).toString('base64url');
}

/**
 * A hash that only this service can make, for codes and addresses that must not be readable in the database (hex).
 * Derived as `gatewayToken` is: stable until the oldest key leaves the ring.
 */
export function keyedHash(ring: KeyRing, purpose: string, value: string): string {
  return createHmac('sha256', derive(ring, `keyed-hash\n${purpose}`))
    .update(value)
    .digest('hex');
}

/**
 * 32 bytes from one named key of the ring, other ones for every purpose and salt; null when the ring has no key of that name. Who
 * shares the key with another service names it, so that both find the same while the ring is rotated.
 */
export function deriveFrom(
  ring: KeyRing,
  keyId: string,
  purpose: string,
  salt: string | Buffer = 'rockpool',
) {
  const key = findKey(ring, keyId);
  return key ? Buffer.from(hkdfSync('sha256', key.bytes, salt, `from-named-key\n${purpose}`, 32)) : null;
}

function derive(ring: KeyRing, info: string): Buffer {
  const oldest = ring.at(-1)!;
  return Buffer.from(hkdfSync('sha256', oldest.bytes, 'rockpool', info, 32));
}

const additionalData = (keyId: string, binding: SealBinding) =>
  Buffer.from(
    JSON.stringify([keyId, binding.purpose, 'instanceId' in binding ? binding.instanceId : binding.staffId]),
  );
