import { readFileSync, symlinkSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { explainModelFailure } from '../model-errors.ts';
import {
  ChannelRefusal,
  type Attachment,
  type FetchedAttachment,
  type InboundMessage,
} from '../channels/channel.ts';
import { inbound, modelKey, removeDir, startModelEmulator, tempDir, type ModelEmulator } from '../testing.ts';
import { prepareAttachments, type AttachmentRules } from './attachments.ts';

const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
let model: ModelEmulator;
let workspace: string;
beforeAll(async () => {
  model = await startModelEmulator();
});
afterAll(() => model.close());
beforeEach(() => {
  model.reset();
  workspace = tempDir();
});
afterEach(() => removeDir(workspace));

const files = new Map<string, Uint8Array>();
const channel = {
  fetch(
    _: InboundMessage,
    { ref, name, mimeType }: Attachment,
    { bytesMax }: { bytesMax: number },
  ): Promise<FetchedAttachment> {
    const bytes = files.get(ref);
    if (bytes === undefined) return Promise.reject(new ChannelRefusal('The file has [expired].'));
    if (bytes.length > bytesMax) return Promise.reject(new ChannelRefusal('It is too large.'));
    return Promise.resolve({ name, mimeType, bytes });
  },
};

function attachment(kind: Attachment['kind'], name: string, bytes: Uint8Array | null): Attachment {
  const ref = `${kind}-${name}-${files.size}`;
  if (bytes !== null) files.set(ref, bytes);
  return { kind, name, mimeType: '', bytes: bytes?.length ?? null, ref };
}

function rules(more: Partial<AttachmentRules> = {}): AttachmentRules {
  return {
    ...{ channel, workspace, day: '2026-11-22', bytesMax: 1_000_000, hearing: null, speechPage: null },
    eyes: 'own',
    look: () => Promise.reject(new Error('nobody looks')),
    signal: new AbortController().signal,
    ...more,
  };
}
const read = (attachments: Attachment[], more: Partial<AttachmentRules> = {}) =>
  prepareAttachments(inbound('look', { attachments }), rules(more));

const hearing = () => ({
  ...{ baseUrl: model.baseUrl, apiKey: modelKey, model: 'whisper-1', timeoutMs: 2_000 },
  ...{ language: 'zh', prompt: null, bytesMax: 1_000 },
});

describe('prepareAttachments', () => {
  it('saves a file and says where', async () => {
    const { lines, images } = await read([attachment('file', '报告.pdf', Buffer.from('x'.repeat(2_500)))]);
    const [, where] =
      /^\[file (inbox\/2026-11-22\/[0-9a-f]{6}-报告\.pdf), 3 kB\]$/.exec(lines[0] ?? '') ?? [];
    expect(readFileSync(path.join(workspace, where ?? ''))).toHaveLength(2_500);
    expect(images).toEqual([]);
  });

  it('shows a picture to a model that sees, also one that came as a file', async () => {
    const { lines, images } = await read([attachment('image', '', png), attachment('file', 'shot.png', png)]);
    expect(images).toHaveLength(2);
    expect(lines[0]).toBe(`[image ${images[0]}]`);
  });

  it('shows no more pictures than fit, and says so', async () => {
    const { lines, images } = await read(Array.from({ length: 6 }, () => attachment('image', 'a.png', png)));
    expect(images).toHaveLength(4);
    expect(lines[5]).toContain('no more room');
  });

  it('shows no more bytes than the memory of a small computer has room for', async () => {
    const large = Buffer.concat([png, Buffer.alloc(3_000_000)]);
    const four = Array.from({ length: 4 }, () => attachment('image', 'a.png', large));
    const { images } = await read(four, { bytesMax: 4_000_000 });
    expect(images).toHaveLength(2);
  });

  it('lets another model describe a picture, or says that this one does not see', async () => {
    const look = () => Promise.resolve({ kind: 'seen', text: 'a ]cat[' } as const);
    const described = await read([attachment('image', 'a.png', png)], { eyes: 'others', look });
    expect(described).toMatchObject({
      images: [],
      lines: [expect.stringMatching(/describes: a {2}?cat\s*\]$/)],
    });
    const blind = await read([attachment('image', 'a.png', png)], { eyes: 'none' });
    expect(blind.lines[0]).toContain('this model does not see');
  });

  it('says why a picture could not be looked at', async () => {
    const at = { baseUrl: 'https://vision.example/v1', model: 'm' };
    const failure = explainModelFailure({ from: 'http', status: 401, body: '{}', ...at });
    const look = () => Promise.resolve({ kind: 'failed', failure } as const);
    const { lines } = await read([attachment('image', 'a.png', png)], { eyes: 'others', look });
    expect(lines[0]).toContain('vision.example does not accept');
  });

  it('turns a voice message into words', async () => {
    const voice = attachment('audio', '', Buffer.from('明天九点开会'));
    const { lines } = await read([voice], { hearing: hearing() });
    expect(lines[0]).toMatch(/^\[voice message inbox\/\S+, which says: 明天九点开会\]$/);
    expect(model.speech).toMatchObject([{ kind: 'transcription', language: 'zh', fileName: 'voice.ogg' }]);
  });

  it('says what to set when nobody hears', async () => {
    const { lines } = await read([attachment('audio', '', Buffer.from('x'))]);
    expect(lines[0]).toContain('tools.media.audio');
  });

  it.each([
    ['nobody speaks in it', ' ', {}, 'nobody speaks'],
    ['it is too long', 'x'.repeat(1_001), {}, 'more than 1 kB'],
    ['the key is wrong', 'x', { apiKey: 'sk-wrong' }, 'does not accept this API key'],
    ['nobody answers', 'x', { baseUrl: 'http://127.0.0.1:9/v1' }, 'Cannot reach'],
  ])('says of a voice message that %s', async (_why, said, more, words) => {
    const voice = attachment('audio', '', Buffer.from(said));
    const { lines } = await read([voice], { hearing: { ...hearing(), ...more } });
    expect(lines[0]).toContain(words);
  });

  it('gives up a service that does not answer in time', async () => {
    model.faults.add({ path: '*/audio/transcriptions', hang: true, times: 1 });
    const { lines } = await read([attachment('audio', '', Buffer.from('x'))], {
      hearing: { ...hearing(), timeoutMs: 100 },
    });
    expect(lines[0]).toContain('did not answer in time');
  });

  it('says what could not be fetched, in its place, and goes on with the rest', async () => {
    const huge = { ...attachment('video', 'film.mp4', null), bytes: 5_000_000 };
    const { lines } = await read([
      attachment('file', 'gone.txt', null),
      huge,
      attachment('file', 'a.txt', png),
    ]);
    expect(lines[0]).toBe(
      '[file "gone.txt": could not be fetched: The file has  expired .]'.replace('  ', ' '),
    );
    expect(lines[1]).toContain('5.0 MB is more than the limit of 1.0 MB');
    expect(lines[2]).toMatch(/^\[image inbox/);
  });

  it('takes so many files of one message and no more', async () => {
    const { lines } = await read(
      Array.from({ length: 13 }, () => attachment('file', 'a.txt', Buffer.from('x'))),
    );
    expect(lines).toHaveLength(11);
    expect(lines[10]).toContain('3 more files');
  });

  it('does not write through a link that leads out of the workspace', async () => {
    const outside = tempDir();
    mkdirSync(path.join(workspace, 'inbox'));
    symlinkSync(outside, path.join(workspace, 'inbox/2026-11-22'));
    const { lines } = await read([attachment('file', 'a.txt', Buffer.from('x'))]);
    removeDir(outside);
    expect(lines[0]).toContain('not saved');
  });

  it('says so when the channel is closed', async () => {
    const { lines } = await read([attachment('file', 'a.txt', Buffer.from('x'))], { channel: null });
    expect(lines[0]).toContain('the channel is closed');
  });
});
