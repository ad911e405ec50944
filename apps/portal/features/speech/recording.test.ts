import { expect, test } from 'vitest';
import { silentMp3 } from '../../../../e2e/emulators/model/silent-mp3.ts';
import { recordingType, silence } from './recording.ts';

test.each([
  ['MP3 with a tag', silentMp3('你好'), 'audio/mpeg'],
  ['MP3 without one', Buffer.from([0xff, 0xfb, 0x10, 0xc4]), 'audio/mpeg'],
  ['Ogg', Buffer.from('OggS…'), 'audio/ogg'],
  ['WAV', silence(), 'audio/wav'],
  ['an error', Buffer.from('{"error":{}}'), undefined],
  ['a page', Buffer.from('<!doctype html>'), undefined],
  ['nothing', Buffer.alloc(0), undefined],
])('%s is known by its first bytes', (_name, bytes, mimeType) => {
  expect(recordingType(bytes)?.mimeType).toBe(mimeType);
});
