/** Pictures as models take them. Pure. */
import type { MessageImage } from './messages.ts';

/** largest picture that is shown to a model; vendors take 5 to 10 MB */
export const imageBytesMax = 5 * 1024 * 1024;

const signatures: readonly [mimeType: string, fits: (bytes: Uint8Array) => boolean][] = [
  ['image/png', (bytes) => starts(bytes, [0x89, 0x50, 0x4e, 0x47])],
  ['image/jpeg', (bytes) => starts(bytes, [0xff, 0xd8, 0xff])],
  ['image/gif', (bytes) => starts(bytes, [0x47, 0x49, 0x46, 0x38])],
  [
    'image/webp',
    (bytes) => starts(bytes, [0x52, 0x49, 0x46, 0x46]) && starts(bytes.subarray(8), [0x57, 0x45, 0x42, 0x50]),
  ],
];

/** By its first bytes, since names and headers lie; null for what no vendor takes. */
function imageTypeOf(bytes: Uint8Array): string | null {
  return signatures.find(([, fits]) => fits(bytes))?.[0] ?? null;
}

function starts(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** Null when it is no picture that vendors take, or too large. */
export function toMessageImage(bytes: Uint8Array): MessageImage | null {
  const mimeType = imageTypeOf(bytes);
  if (mimeType === null || bytes.length > imageBytesMax) return null;
  return { mimeType, base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64') };
}

/** What a model that does not see reads instead. */
export function notShown(count: number): string {
  return count === 1
    ? '[1 image, not shown: this model does not see]'
    : `[${count} images, not shown: this model does not see]`;
}
