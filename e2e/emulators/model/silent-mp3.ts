/** An MP3 that every player takes, with a text in its tag and nothing to hear. */

/** MPEG 1 layer III, 32 kbit/s, 44.1 kHz, one channel; zeros behind the head are silence */
const frameHead = Buffer.from([0xff, 0xfb, 0x10, 0xc4]);
const frameBytes = 104;
const framesPerSecond = 44_100 / 1_152;

/** Lasts as long as somebody would speak the text. */
export function silentMp3(text: string): Buffer {
  const frames = Math.ceil(Math.min(1 + text.length / 5, 60) * framesPerSecond);
  const frame = Buffer.concat([frameHead, Buffer.alloc(frameBytes - frameHead.length)]);
  return Buffer.concat([tagOf(text), ...Array.from({ length: frames }, () => frame)]);
}

const tagHeadBytes = 10;
const titleHeadBytes = 11;

/** ID3 2.4 with one title in UTF-8. */
function tagOf(text: string): Buffer {
  const words = Buffer.from(text);
  const title = Buffer.concat([
    Buffer.from('TIT2', 'latin1'),
    sevenBits(words.length + 1),
    Buffer.from([0, 0, 3]),
    words,
  ]);
  return Buffer.concat([
    Buffer.from('ID3', 'latin1'),
    Buffer.from([4, 0, 0]),
    sevenBits(title.length),
    title,
  ]);
}

/** The text of one that `silentMp3` made; null when it is another file. */
export function textOfSilentMp3(bytes: Buffer): string | null {
  if (bytes.toString('latin1', 0, 4) !== 'ID3\u0004') return null;
  const size = [...bytes.subarray(6, tagHeadBytes)].reduce((sum, byte) => sum * 128 + byte, 0);
  return bytes.toString('utf8', tagHeadBytes + titleHeadBytes, tagHeadBytes + size);
}

/** Four bytes of seven bits each, as such tags write sizes. */
function sevenBits(size: number): Buffer {
  return Buffer.from([21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f));
}
