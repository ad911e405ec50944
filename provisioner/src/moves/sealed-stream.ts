/**
 * What goes between two hosts, so that nothing in between can read it, change it, cut it off or take it for another:
 *
 *   salt (32 bytes), then frames: kind (1 byte), length (4 bytes), ciphertext, tag (16 bytes)
 *
 * AES-256-GCM under a key for this one answer; the nonce is the frame's number, kind and length are bound to it. The last frame is
 * of the kind `end`, so a stream without it is known to be cut off.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Transform } from 'node:stream';

export const saltBytes = 32;
const headerBytes = 5;
const tagBytes = 16;
export const frameBytesMax = 64 * 1024;

const kinds = { begin: 0, data: 1, end: 2 } as const;
type Kind = keyof typeof kinds;
const kindNames = Object.keys(kinds) as Kind[];

/** `begin` and `end` are said as JSON around the data; `end` is asked for when the data has ended. */
export function sealing(key: Buffer, salt: Buffer, say: { begin: unknown; end: () => unknown }): Transform {
  let number = 0;
  function frame(kind: Kind, content: Buffer): Buffer {
    const header = Buffer.alloc(headerBytes);
    header.writeUInt8(kinds[kind], 0);
    header.writeUInt32BE(content.length, 1);
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number++)).setAAD(header);
    return Buffer.concat([header, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  }
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  return new Transform({
    construct(done) {
      this.push(Buffer.concat([salt, frame('begin', json(say.begin))]));
      done();
    },
    transform(chunk: Buffer, _encoding, done) {
      for (let at = 0; at < chunk.length; at += frameBytesMax)
        this.push(frame('data', chunk.subarray(at, at + frameBytesMax)));
      done();
    },
    flush(done) {
      done(null, frame('end', json(say.end())));
    },
  });
}

/** Anything that is not as it was sealed. What it let through before is not to be believed. */
export class BrokenStream extends Error {
  override name = 'BrokenStream';
}

/**
 * The other side. `heard` is called with what was said; the stream ends well only after `end` was, and with nothing behind it.
 * @param keyOf the salt that came → the key
 */
export function opening(
  keyOf: (salt: Buffer) => Buffer,
  heard: { begin: (said: unknown) => void; end: (said: unknown) => void },
): Transform {
  let waiting: Buffer[] = [];
  let bytes = 0;
  let key: Buffer | null = null;
  let number = 0;
  let ended = false;

  /** The next so many bytes; null as long as they are not there. */
  function take(wanted: number): Buffer | null {
    if (bytes < wanted) return null;
    const all = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting);
    waiting = [all.subarray(wanted)];
    bytes -= wanted;
    return all.subarray(0, wanted);
  }

  let header: { kind: Kind; length: number; raw: Buffer } | null = null;
  function readHeader() {
    const raw = take(headerBytes);
    if (!raw) return null;
    const [kind, length] = [kindNames[raw.readUInt8(0)], raw.readUInt32BE(1)];
    const expected = number === 0 ? kind === 'begin' : kind === 'data' || kind === 'end';
    if (!kind || !expected || length > frameBytesMax || ended)
      throw new BrokenStream('a frame that was never sent');
    return { kind, length, raw };
  }

  function open(frame: { length: number; raw: Buffer }, body: Buffer): Buffer {
    try {
      const decipher = createDecipheriv('aes-256-gcm', key!, nonceOf(number++), { authTagLength: tagBytes })
        .setAAD(frame.raw)
        .setAuthTag(body.subarray(frame.length));
      return Buffer.concat([decipher.update(body.subarray(0, frame.length)), decipher.final()]);
    } catch {
      throw new BrokenStream('what came is not what was sent');
    }
  }

  function read(push: (content: Buffer) => void) {
    key ??= ((salt) => salt && keyOf(salt))(take(saltBytes));
    if (!key) return;
    for (;;) {
      header ??= readHeader();
      const body = header && take(header.length + tagBytes);
      if (!header || !body) return;
      const content = open(header, body);
      const { kind } = header;
      header = null;
      if (kind === 'data') push(content);
      else heard[kind](JSON.parse(content.toString('utf8')));
      if (kind === 'end') ended = true;
    }
  }

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      waiting.push(chunk);
      bytes += chunk.length;
      try {
        read((content) => this.push(content));
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      done(ended && bytes === 0 ? null : new BrokenStream('it was cut off before its end'));
    },
  });
}

function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(number), 4);
  return nonce;
}
