/** One-time codes: how they look, how they are kept, how long they hold. */
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';

const codeDigits = 6;
export const codeLifeSeconds = 300;
export const resendAfterSeconds = 60;
/** codes sent to one number, and asked for from one address, within an hour */
export const perPhonePerHour = 5;
export const perAddressPerHour = 30;

export function newCode(): string {
  return String(randomInt(10 ** codeDigits)).padStart(codeDigits, '0');
}

/** Keyed, so that the rows alone do not give a code away; bound to the number, so that a row serves no other. */
export function hashCode(secret: string, phone: string, code: string): string {
  return createHmac('sha256', secret).update(`sign-in code\0${phone}\0${code}`).digest('hex');
}

export function hashAddress(secret: string, address: string): string {
  return createHmac('sha256', secret).update(`address\0${address}`).digest('hex');
}

/** Takes the same time whichever digit is wrong. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
