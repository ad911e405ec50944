/** Passwords of staff, kept as scrypt hashes that name their own parameters: `scrypt$<log2 N>$<r>$<p>$<salt>$<hash>`. */
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** 64 MiB and about a tenth of a second for each guess */
const now = { logN: 16, r: 8, p: 1 };
const hashBytes = 32;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await compute(password, salt, now);
  return `scrypt$${now.logN}$${now.r}$${now.p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** Whether a password fits. A hash that is not there takes as long as one that does not fit. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [, logN, r, p, salt, hash] =
    /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored ?? '') ?? [];
  if (!salt || !hash) {
    await compute(password, Buffer.alloc(16), now);
    return false;
  }
  const expected = Buffer.from(hash, 'base64url');
  const parameters = { logN: Number(logN), r: Number(r), p: Number(p) };
  const computed = await compute(password, Buffer.from(salt, 'base64url'), parameters);
  return expected.length === computed.length && timingSafeEqual(expected, computed);
}

/** True when a hash was made with other parameters than new ones are: make it anew while the password is known. */
export const needsRehash = (stored: string): boolean =>
  !stored.startsWith(`scrypt$${now.logN}$${now.r}$${now.p}$`);

function compute(password: string, salt: Buffer, { logN, r, p }: typeof now): Promise<Buffer> {
  const options = { N: 2 ** logN, r, p, maxmem: 2 ** logN * r * 256 };
  // the same signs typed on another keyboard may be other code points
  return derive(password.normalize('NFKC'), salt, hashBytes, options);
}
