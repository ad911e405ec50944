import { describe, expect, test } from 'vitest';
import { mp4DurationMs, oggDurationMs } from './duration.ts';
import { encodeForm } from './multipart.ts';
import { fileBytesMax, fileName, imageBytesMax, outgoingForm } from './outgoing-form.ts';

const bytes = (head: string, length = 64) => {
  const made = Buffer.alloc(length, 0);
  made.write(head, 'latin1');
  return made;
};
const file = (kind: 'image' | 'audio' | 'video' | 'file', name: string, content: Buffer) => ({
  ...{ kind, name, bytes: content },
  mimeType: '',
});

describe('the bytes decide in which form a file goes out', () => {
  test.each([
    [file('image', 'a.png', bytes('\x89PNG')), { kind: 'image' }],
    [file('image', 'a.webp', bytes('RIFF\0\0\0\0WEBP')), { kind: 'image' }],
    [file('image', 'a.svg', bytes('<svg')), { kind: 'file', fileType: 'stream' }],
    [file('image', 'a.png', bytes('\x89PNG', imageBytesMax + 1)), { kind: 'file', fileType: 'stream' }],
    [file('audio', 'a.ogg', bytes('OggS')), { kind: 'audio', fileType: 'opus' }],
    [file('audio', 'a.mp3', bytes('ID3')), { kind: 'file', fileType: 'stream' }],
    [file('video', 'a.mp4', bytes('\0\0\0\x18ftypisom')), { kind: 'video', fileType: 'mp4' }],
    [file('video', 'a.avi', bytes('RIFF')), { kind: 'file', fileType: 'stream' }],
    [file('file', 'a.pdf', bytes('%PDF')), { kind: 'file', fileType: 'pdf' }],
    [file('file', 'a.DOCX', bytes('PK')), { kind: 'file', fileType: 'doc' }],
    [file('file', 'noending', bytes('x')), { kind: 'file', fileType: 'stream' }],
    [file('file', 'a.txt', Buffer.alloc(0)), { kind: 'refused', reason: 'empty' }],
    [file('file', 'a.zip', bytes('PK', fileBytesMax + 1)), { kind: 'refused', reason: 'too_large' }],
  ])('%#', (given, expected) => expect(outgoingForm(given)).toEqual(expected));
});

test.each([
  ['报告 1.pdf', '报告 1.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\temp\\a.txt', 'a.txt'],
  ['a\r\nb"c.txt', 'ab"c.txt'],
  ['', 'file'],
  [`${'字'.repeat(300)}.pdf`, `${'字'.repeat(196)}.pdf`],
])('the name %j goes out as %j', (given, expected) => expect(fileName(given)).toBe(expected));

test('no name breaks out of its form', () => {
  const given = {
    field: 'file',
    name: 'a"; name="b\r\n\r\nx',
    mimeType: 'text/plain\r\nX: y',
    bytes: bytes('x'),
  };
  const { pieces } = encodeForm({ file_type: 'stream' }, given);
  const head = Buffer.from(pieces[0]!).toString();
  expect(head).toContain(
    'filename="a%22; name=%22b%0D%0A%0D%0Ax"\r\nContent-Type: application/octet-stream\r\n\r\n',
  );
});

test('durations are read from Ogg and MP4, and nothing is guessed', () => {
  const ogg = Buffer.concat([bytes('OggS'), bytes('OggS')]);
  ogg.writeBigUInt64LE(96_000n, 64 + 6);
  expect(oggDurationMs(ogg)).toBe(2000);
  expect(oggDurationMs(bytes('ID3'))).toBeNull();
  const mp4 = bytes('\0\0\0\x18ftypisom', 200);
  mp4.write('mvhd', 100, 'latin1');
  mp4.writeUInt32BE(1000, 100 + 16);
  mp4.writeUInt32BE(3500, 100 + 20);
  expect(mp4DurationMs(mp4)).toBe(3500);
  expect(mp4DurationMs(bytes('ftyp'))).toBeNull();
});
