/** Recordings: which kind the bytes are, and one without a word. Pure. */

export type RecordingType = { mimeType: string; ending: string };

/** By the first bytes, whatever the service calls it; null when it is none that chat platforms and browsers play. */
export function recordingType(bytes: Buffer): RecordingType | null {
  const head = bytes.toString('latin1', 0, 4);
  if (head === 'OggS') return { mimeType: 'audio/ogg', ending: 'ogg' };
  if (head === 'RIFF') return { mimeType: 'audio/wav', ending: 'wav' };
  // a tag, or the eleven set bits that each frame of MPEG audio begins with
  const isMpeg = head.startsWith('ID3') || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0);
  return isMpeg ? { mimeType: 'audio/mpeg', ending: 'mp3' } : null;
}

/** A second of silence as WAV, for services that only hear: 16 bits, one channel. */
export function silence(): Buffer {
  const samplesPerSecond = 16_000;
  const data = Buffer.alloc(samplesPerSecond * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(samplesPerSecond, 24);
  head.writeUInt32LE(samplesPerSecond * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
