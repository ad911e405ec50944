import { expect, test } from 'vitest';
import { ChannelRefusal, type OutgoingFile } from '../channel.ts';
import { connectedChannel, received } from './testing.ts';

const limits = { bytesMax: 1_000, signal: new AbortController().signal };
const bytes = Buffer.from('a,b\n1,2\n');

test('a file that came is fetched with its type', async () => {
  const given = await connectedChannel();
  const said = given.emulator.user.sendFile(given.app, 'file', {
    name: 'a.csv',
    mimeType: 'text/csv',
    bytes,
  });
  const { to } = await received(given, said);
  expect(to.text).toBe('[文件：a.csv]');
  const fetched = await given.channel.fetch(to, to.attachments![0]!, limits);
  expect(fetched).toMatchObject({ name: 'a.csv', mimeType: 'text/csv' });
  expect(Buffer.from(fetched.bytes)).toEqual(bytes);
});

test('a file that is too large is refused in words and not read to its end', async () => {
  const given = await connectedChannel({ locale: 'en' });
  const large = Buffer.alloc(200_000);
  const said = given.emulator.user.sendFile(given.app, 'video', {
    name: 'v.mp4',
    mimeType: 'video/mp4',
    bytes: large,
  });
  const { to } = await received(given, said);
  const work = given.channel.fetch(to, to.attachments![0]!, limits);
  await expect(work).rejects.toBeInstanceOf(ChannelRefusal);
  await expect(work).rejects.toThrow('larger than');
});

test('an address on a private network is never asked, and a code that is none is refused', async () => {
  const given = await connectedChannel({ locale: 'en' });
  const { emulator, app, channel } = given;
  const { to } = await received(
    given,
    emulator.user.sendFile(app, 'picture', { name: '', mimeType: 'image/png', bytes }),
  );
  emulator.faults.add({
    path: '/v1.0/robot/messageFiles/download',
    status: 200,
    body: { downloadUrl: 'http://169.254.169.254/latest/meta-data' },
  });
  await expect(channel.fetch(to, to.attachments![0]!, limits)).rejects.toThrow('not trusted');
  await expect(channel.fetch(to, { ...to.attachments![0]!, ref: 'made-up' }, limits)).rejects.toBeInstanceOf(
    ChannelRefusal,
  );
});

test('a fetch ends when it is aborted', async () => {
  const given = await connectedChannel();
  const { to } = await received(
    given,
    given.emulator.user.sendFile(given.app, 'picture', { name: '', mimeType: 'image/png', bytes }),
  );
  given.emulator.faults.add({ path: '/files/*', hang: true });
  const stop = new AbortController();
  const work = given.channel.fetch(to, to.attachments![0]!, { ...limits, signal: stop.signal });
  await expect.poll(() => given.emulator.log.matching('GET', /files/).length).toBe(1);
  stop.abort(new Error('enough'));
  await expect(work).rejects.toThrow('enough');
});

test('files go out beside words: images and voice as such, the rest as files', async () => {
  const { emulator, app, channel } = await connectedChannel();
  const person = emulator.user.person('staff-2');
  const ogg = Buffer.concat([
    Buffer.from('OggS'),
    Buffer.alloc(24),
    Buffer.from('OpusHead'),
    Buffer.from('OggS'),
    Buffer.alloc(24),
  ]);
  ogg.writeBigInt64LE(48_000n, ogg.lastIndexOf('OggS') + 6);
  const file = (kind: OutgoingFile['kind'], name: string, content: Buffer = bytes): OutgoingFile => ({
    kind,
    name,
    mimeType: '',
    bytes: content,
  });
  const files = [
    file('image', 'p.png'),
    file('audio', 'v.ogg', ogg),
    file('audio', 'v.mp3'),
    file('file', '报告 "1".csv'),
  ];
  await channel.send({ userId: 'staff-2' }, { text: 'here', files }, 'k');
  const sent = emulator.answersIn(emulator.state.privateConversation(app, person).id);
  expect(sent.map(({ type, content }) => [type, content['fileName'] ?? content['duration'] ?? ''])).toEqual([
    ['sampleText', ''],
    ['sampleImageMsg', ''],
    ['sampleAudio', '1000'],
    ['sampleFile', 'v.mp3'],
    ['sampleFile', '报告 _1_.csv'],
  ]);
  expect(emulator.state.media.get(String(sent.at(-1)!.content['mediaId']))!.bytes).toEqual(bytes);
});

test('a second try goes on with the file that failed', async () => {
  const { emulator, app, channel } = await connectedChannel();
  const person = emulator.user.person('staff-2');
  const content = {
    text: 'here',
    files: [{ kind: 'file', name: 'a.csv', mimeType: 'text/csv', bytes } as OutgoingFile],
  };
  emulator.faults.add({ path: '/media/upload', status: 400, body: { code: 'x', message: 'y' } });
  await expect(channel.send({ userId: 'staff-2' }, content, 'k')).rejects.toThrow();
  await channel.send({ userId: 'staff-2' }, content, 'k');
  const sent = emulator.answersIn(emulator.state.privateConversation(app, person).id);
  expect(sent.map(({ type }) => type)).toEqual(['sampleText', 'sampleFile']);
});

test('what the platform would not take is refused before it is uploaded', async () => {
  const { emulator, channel } = await connectedChannel({ locale: 'en' });
  for (const content of [Buffer.alloc(0), Buffer.alloc(20 * 1024 * 1024 + 1)]) {
    const files: OutgoingFile[] = [{ kind: 'file', name: 'a.bin', mimeType: '', bytes: content }];
    await expect(channel.send({ userId: 'staff-2' }, { text: '', files }, 'k')).rejects.toThrow(
      'at most 20 MB',
    );
  }
  expect(emulator.log.matching('POST', '/media/upload')).toEqual([]);
});
