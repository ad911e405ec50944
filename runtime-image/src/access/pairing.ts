/** Pairing codes: what an unknown sender gets, and what the owner approves. Pure. */
const pairingCodeChars = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'; // no 0 O 1 I
const pairingCodeLength = 8;
export const pairingValidMs = 3_600_000;
const pairingPendingMax = 3;

/** Whether a word looks like a code; one of digits alone is somebody's id. */
export function isPairingCode(word: string): boolean {
  return /^[A-HJ-NP-Z2-9]{8}$/.test(word) && /[A-Z]/.test(word);
}

export type PendingPairing = {
  code: string;
  channel: string;
  accountId: string;
  appId: string;
  senderId: string;
  senderName: string;
  at: number;
  expiresAt: number;
};

export type PairingAsk =
  { kind: 'existing'; request: PendingPairing } | { kind: 'new' } | { kind: 'too_many' };

/** What to do for a sender who is not known: tell them their code again, make one, or nothing while too many wait. */
export function askPairing(pending: readonly PendingPairing[], senderId: string, now: number): PairingAsk {
  const valid = pending.filter(({ expiresAt }) => expiresAt > now);
  const own = valid.find((request) => request.senderId === senderId);
  if (own !== undefined) return { kind: 'existing', request: own };
  return valid.length >= pairingPendingMax ? { kind: 'too_many' } : { kind: 'new' };
}

/** @param bytes eight random bytes */
export function pairingCode(bytes: Uint8Array): string {
  return Array.from(
    bytes.subarray(0, pairingCodeLength),
    (byte) => pairingCodeChars[byte % pairingCodeChars.length],
  ).join('');
}
