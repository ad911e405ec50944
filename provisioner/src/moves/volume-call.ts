/**
 * How one host asks another for a volume, and shows that it may: by a signature under a key that both derive from the key ring, for
 * this purpose and this instance. The request names the key, so that a ring that is being rotated matters to neither side.
 */
import { randomBytes } from 'node:crypto';
import { deriveFrom, type KeyRing } from '@rockpool/db/secrets';
import { signCall, verifyCall } from '@rockpool/gateway/control-auth';
import { z } from 'zod';
import { hostPattern } from '../hosts/host.ts';

/** `from`: the host that is asked, `to`: the one that asks. */
export type VolumeMove = { instanceId: string; from: string; to: string };

const Query = z.object({
  key: z.string().regex(/^[a-z0-9-]{1,32}$/i),
  from: z.string().regex(hostPattern),
  to: z.string().regex(hostPattern),
});

export type VolumeCall = { url: string; authorization: string; nonce: string; keyId: string };

const tokenOf = (ring: KeyRing, keyId: string, instanceId: string) =>
  deriveFrom(ring, keyId, `volume-call\n${instanceId}`)?.toString('base64url') ?? null;

/** @param address of the host that is asked; @param at the machine's clock in ms */
export function callForVolume(
  ring: KeyRing,
  keyId: string,
  address: string,
  move: VolumeMove,
  at: number,
): VolumeCall {
  const { instanceId, from, to } = move;
  const token = tokenOf(ring, keyId, instanceId);
  if (token === null) throw new Error(`the key "${keyId}" left the key ring`);
  const path = `/volumes/${instanceId}?${new URLSearchParams({ key: keyId, from, to }).toString()}`;
  const nonce = randomBytes(16).toString('hex');
  const call = { method: 'GET', path, body: '' };
  return { url: `${address}${path}`, authorization: signCall(token, call, { at, nonce }), nonce, keyId };
}

export type VolumeVerdict =
  | { kind: 'signed'; move: VolumeMove; keyId: string; nonce: string }
  | { kind: 'refused'; reason: 'malformed' | 'unknown_key' | 'signature' | 'clock' };

/** @param path with its query, as it stands in the request */
export function judgeVolumeCall(
  ring: KeyRing,
  { instanceId, path, authorization }: { instanceId: string; path: string; authorization: string },
  times: { now: number; since: number },
): VolumeVerdict {
  const query = Query.safeParse(Object.fromEntries(new URL(path, 'http://host').searchParams));
  if (!query.success) return { kind: 'refused', reason: 'malformed' };
  const { key: keyId, from, to } = query.data;
  const token = tokenOf(ring, keyId, instanceId);
  if (token === null) return { kind: 'refused', reason: 'unknown_key' };
  const verdict = verifyCall(authorization, token, { method: 'GET', path }, times);
  if (verdict.kind === 'other-scheme') return { kind: 'refused', reason: 'malformed' };
  if (verdict.kind === 'refused') return verdict;
  return { kind: 'signed', move: { instanceId, from, to }, keyId, nonce: verdict.nonce };
}

/** The key of one answer: no other request, host, instance or salt has it. */
export function contentKey(
  ring: KeyRing,
  { keyId, nonce, move }: { keyId: string; nonce: string; move: VolumeMove },
  salt: Buffer,
): Buffer {
  const purpose = ['volume-content', move.instanceId, move.from, move.to, nonce].join('\n');
  const key = deriveFrom(ring, keyId, purpose, salt);
  if (!key) throw new Error(`the key "${keyId}" left the key ring`);
  return key;
}
