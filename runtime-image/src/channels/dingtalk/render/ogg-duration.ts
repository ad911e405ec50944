/** Length of an Ogg Opus recording: the position that its last page names, at Opus' fixed 48 kHz. Null for anything else. Pure. */
export function oggDurationMs(bytes: Uint8Array): number | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.toString('latin1', 0, 4) !== 'OggS' || !buffer.subarray(0, 128).includes('OpusHead'))
    return null;
  const last = buffer.lastIndexOf('OggS');
  if (last + 14 > buffer.length) return null;
  const position = Number(buffer.readBigInt64LE(last + 6));
  return position > 0 ? Math.max(1, Math.round(position / 48)) : null;
}
