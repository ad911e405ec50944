/** How long a recording plays, in ms, read from the container; null when it does not say. */

/** Ogg Opus: the last page's position in samples of 48 kHz. */
export function oggDurationMs(bytes: Uint8Array): number | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = view.lastIndexOf('OggS', undefined, 'latin1');
  if (!isOgg(bytes) || last < 0 || last + 14 > view.length) return null;
  const samples = view.readBigUInt64LE(last + 6);
  return samples > 0n && samples < 1n << 48n ? Math.round(Number(samples) / 48) : null;
}

export const isOgg = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x4f && bytes[1] === 0x67 && bytes[2] === 0x67 && bytes[3] === 0x53;

/** MP4: the header of the movie, wherever its box lies. */
export function mp4DurationMs(bytes: Uint8Array): number | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const box = view.indexOf('mvhd', 0, 'latin1');
  if (box < 0 || box + 36 > view.length) return null;
  const isLong = view[box + 4] === 1;
  const scale = view.readUInt32BE(box + (isLong ? 24 : 16));
  const units = isLong ? Number(view.readBigUInt64BE(box + 28)) : view.readUInt32BE(box + 20);
  return scale > 0 && units > 0 ? Math.round((units / scale) * 1000) : null;
}
