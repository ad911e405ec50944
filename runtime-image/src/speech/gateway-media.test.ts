/** Pictures, voice messages and spoken answers through a whole gateway. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OpenClawFile } from '../config.ts';
import type { Attachment } from '../channels/channel.ts';
import { inbound, modelKey, rockpoolFile, until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';

const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
const gateway = await testGateway({ models: ['glm-4.7', 'glm-4.5-air', 'glm-4.6v'], starts: 'by hand' });
const { model } = gateway;
beforeEach(() => model.log.clear());

const voiceService = (): OpenClawFile => ({
  messages: {
    tts: {
      provider: 'sandbox',
      providers: { sandbox: { baseUrl: model.baseUrl, apiKey: modelKey, model: 'tts-1', voice: 'alloy' } },
    },
  },
  tools: { media: { audio: { provider: 'sandbox', model: 'whisper-1' } } },
});

async function start(primary: string, more: OpenClawFile = {}, defaults: object = {}): Promise<void> {
  const agents = { defaults: { model: { primary: `sandbox/${primary}` }, ...defaults } };
  await gateway.start({ ...more, agents });
}

function attached(kind: Attachment['kind'], name: string, bytes: Uint8Array): Attachment {
  gateway.channel().files.set(name, bytes);
  return { kind, name, mimeType: '', bytes: bytes.length, ref: name };
}
async function answerTo(text: string, attachments: Attachment[] = []): Promise<string> {
  const { sent, host } = gateway.channel();
  const before = sent.length;
  await host.receive(inbound(text, attachments.length > 0 ? { attachments } : {}));
  await until(() => sent.length > before);
  return sent.at(-1)!.text;
}
/** words that the speech service was given */
const spoken = (index: number): string => {
  const request = model.speech[index];
  return request?.kind === 'speech' ? request.input : '';
};
const prompt = (): string => JSON.stringify(model.requests.at(-1)!.body.messages);

describe('a picture', () => {
  it('is saved, shown to a model that sees in this turn, and is a name afterwards', async () => {
    await start('glm-4.6v');
    await answerTo('what is this?', [attached('image', 'cat.png', png)]);
    const [day] = readdirSync(path.join(gateway.stateDir, 'workspace/inbox'));
    const [file] = readdirSync(path.join(gateway.stateDir, 'workspace/inbox', day!));
    expect(readFileSync(path.join(gateway.stateDir, 'workspace/inbox', day!, file!))).toEqual(png);
    expect(prompt()).toContain(`data:image/png;base64,${png.toString('base64')}`);
    await answerTo('thanks');
    expect(prompt()).not.toContain('base64');
    expect(prompt()).toContain(`[image inbox/${day}/${file}]`);
  });

  it('is described by the configured model to one that does not see, and counted', async () => {
    await start('glm-4.7', {}, { imageModel: 'sandbox/glm-4.6v' });
    model.queue({
      match: { model: 'glm-4.6v' },
      answer: {
        steps: [{ type: 'text', text: 'a cat on a mat' }],
        usage: { prompt_tokens: 900, completion_tokens: 9 },
      },
    });
    await answerTo('what is this?', [attached('image', 'cat.png', png)]);
    expect(model.requests.map(({ body }) => body.model)).toEqual(['glm-4.6v', 'glm-4.7']);
    expect(prompt()).toContain('which another model describes: a cat on a mat');
    expect(prompt()).not.toContain('base64');
  });

  it('of the workspace is looked at by the tool image', async () => {
    await start('glm-4.7', {}, { imageModel: 'sandbox/glm-4.6v' });
    writeFileSync(path.join(gateway.stateDir, 'workspace/shot.png'), png);
    const call = (input: Record<string, unknown>) => ({
      match: { model: 'glm-4.7' },
      answer: { steps: [{ type: 'tool' as const, name: 'image', arguments: input, id: 'call_1' }] },
    });
    model.queue(call({ path: 'shot.png', question: 'which colour?' }));
    model.queue({ match: { model: 'glm-4.6v' }, answer: { steps: [{ type: 'text', text: 'red' }] } });
    await answerTo('look at shot.png');
    expect(prompt()).toContain('"content":"red"');
    model.queue(call({ path: '../gateway.sqlite' }));
    await answerTo('look at the store');
    expect(prompt()).toContain('outside of the workspace');
    model.queue(call({ path: 'AGENTS.md' }));
    await answerTo('look at AGENTS.md');
    expect(prompt()).toContain('not a picture');
  });
});

describe('a picture of an API caller', () => {
  const ask = (url: string) =>
    gateway.post('/v1/chat/completions', {
      model: 'openclaw',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'what is this?' },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ],
    });

  it('is shown to a model that sees', async () => {
    await start('glm-4.6v');
    const url = `data:image/png;base64,${png.toString('base64')}`;
    expect((await ask(url)).status).toBe(200);
    expect(prompt()).toContain(url);
  });

  it('is refused as an address: nothing is fetched for a caller', async () => {
    await start('glm-4.6v');
    const response = await ask('http://169.254.169.254/latest/meta-data');
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('only data:image');
    expect(model.requests).toHaveLength(0);
  });
});

describe('a voice message', () => {
  it('is heard, and answered by text and voice where the session wants it', async () => {
    await start('glm-4.7', voiceService());
    expect(await answerTo('/tts inbound')).toContain('voice messages only');
    await answerTo('hello');
    await answerTo('', [attached('audio', 'voice.opus', Buffer.from('明天见'))]);
    expect(prompt()).toContain('which says: 明天见');
    const { posted } = gateway.channel();
    await until(() => posted.length > 0);
    expect(posted).toMatchObject([
      {
        target: { chatId: 'oc_direct' },
        content: { text: '', files: [{ kind: 'audio', name: 'voice.opus' }] },
        key: expect.stringMatching(/:voice$/),
      },
    ]);
    expect(model.speech.filter(({ kind }) => kind === 'speech')).toHaveLength(1);
  });

  it('is told to be unheard when nobody is configured to hear', async () => {
    await start('glm-4.7');
    await answerTo('', [attached('audio', 'voice.opus', Buffer.from('x'))]);
    expect(prompt()).toContain('tools.media.audio');
  });
});

describe('/tts', () => {
  it('says where to put what when no voice is configured', async () => {
    await start('glm-4.7');
    for (const command of ['/tts', '/tts always', '/tts voice x', '/tts audio hello'])
      expect(await answerTo(command)).toContain('messages.tts of openclaw.json');
    expect(await answerTo('/tts off')).toContain('not spoken');
  });

  it('shows the page to who has a computer of the platform, where a voice message is not heard either', async () => {
    const agents = { defaults: { model: { primary: 'sandbox/glm-4.7' } } };
    await gateway.start({ agents }, { ...rockpoolFile, platform: { portalUrl: 'https://pool.example.com' } });
    for (const command of ['/tts', '/tts always', '/tts voice x', '/tts audio hello']) {
      const answer = await answerTo(command);
      expect(answer.match(/https:\S+/g)).toEqual(['https://pool.example.com/computer/set-up#speech']);
      expect(answer).not.toMatch(/openclaw|messages\.tts|tools\.media/);
    }
    await answerTo('', [attached('audio', 'voice.opus', Buffer.from('x'))]);
    expect(prompt()).toContain('https://pool.example.com/computer/set-up#speech');
    expect(prompt()).not.toContain('tools.media.audio');
  });

  it('chooses when, with which voice, and speaks a text at once', async () => {
    await start('glm-4.7', voiceService());
    expect(await answerTo('/tts')).toContain('Voice: alloy (tts-1)');
    expect(await answerTo('/tts voice nova')).toContain('nova');
    expect(await answerTo('/tts audio **good** morning')).toContain('was sent');
    expect(gateway.channel().posted).toHaveLength(1);
    expect(model.speech).toMatchObject([{ voice: 'nova', input: 'good morning', format: 'opus' }]);
    await answerTo('/tts always');
    await answerTo('hello');
    await until(() => gateway.channel().posted.length === 2);
    expect(await answerTo('/tts')).toContain('Each answer');
    await answerTo('/tts voice default');
    expect(await answerTo('/tts')).toContain('alloy');
  });

  it('speaks no more than its limit, and sums up what is longer where that is on', async () => {
    await start('glm-4.7', voiceService());
    expect(await answerTo('/tts limit 120')).toContain('120');
    await answerTo('/tts always');
    const long = 'This is one of many sentences. '.repeat(40);
    const says = (text: string): void => model.queue({ answer: { steps: [{ type: 'text', text }] } });
    says(long);
    await answerTo('tell me all');
    await until(() => model.speech.length === 1);
    expect(spoken(0).length).toBeLessThanOrEqual(120);
    expect(await answerTo('/tts summary on')).toContain('summed up');
    says(long);
    says('In short: **many** sentences.');
    await answerTo('tell me all again');
    await until(() => model.speech.length === 2);
    expect(spoken(1)).toBe('In short: many sentences.');
    expect(model.requests.at(-1)!.body.messages).toHaveLength(2);
    // what is short enough costs no second question
    const asked = model.requests.length;
    says('Short.');
    await answerTo('and now');
    await until(() => model.speech.length === 3);
    expect(model.requests).toHaveLength(asked + 1);
    expect(await answerTo('/tts')).toContain('Length: 120 characters, longer ones summed up');
    await answerTo('/tts limit default');
    await answerTo('/tts summary off');
    expect(await answerTo('/tts')).toContain('Length: 1500 characters');
    expect(await answerTo('/tts provider')).toMatch(/^Speech service: 127\.0\.0\.1:\d+ \(tts-1\)/);
  });

  it('speaks the beginning where summing up fails', async () => {
    await start('glm-4.7', voiceService());
    for (const command of ['/tts always', '/tts limit 100', '/tts summary on']) await answerTo(command);
    const text = 'One sentence after another. '.repeat(20);
    model.queue({ answer: { steps: [{ type: 'text', text }] } });
    const body = { error: { message: 'no' } };
    model.faults.add({
      path: '*/chat/completions',
      bodyIncludes: 'voice message:',
      status: 400,
      body,
      times: 0,
    });
    await answerTo('tell me');
    await until(() => model.speech.length === 1);
    expect(spoken(0)).toMatch(/^One sentence after another\./);
    expect(await answerTo('/tts')).not.toContain('was not spoken');
  });

  it.each([
    ['/tts limit 5', /whole number from 100 to 1500/],
    ['/tts limit', /whole number from 100 to 1500/],
    ['/tts summary perhaps', /allowed: `on`, `off`/],
    ['/tts sometimes', /allowed: `off`, `always`/],
    ['/tts off now', /Too many arguments/],
    ['/tts voice', /Write a voice's name/],
    ['/tts audio', /what is to be spoken/],
  ])('answers %s with what is allowed', async (command, text) => {
    await start('glm-4.7', voiceService());
    expect(await answerTo(command)).toMatch(text);
  });

  it('tells why the last answer was not spoken; the text had gone out', async () => {
    await start('glm-4.7', voiceService());
    await answerTo('/tts always');
    model.faults.add({
      path: '*/audio/speech',
      status: 429,
      body: { error: { message: 'slow down' } },
      times: 1,
    });
    expect(await answerTo('hello')).not.toBe('');
    await until(async () => (await answerTo('/tts')).includes('was not spoken'));
  });

  it('asks for MP3 where there is no opus, and remembers it', async () => {
    await start('glm-4.7', voiceService());
    const body = { error: { message: 'response_format opus is not supported' } };
    model.faults.add({ path: '*/audio/speech', bodyIncludes: 'opus', status: 400, body, times: 0 });
    await answerTo('/tts audio one');
    await answerTo('/tts audio two');
    expect(gateway.channel().posted.map(({ content }) => content.files[0]?.name)).toEqual([
      'voice.mp3',
      'voice.mp3',
    ]);
    expect(model.log.matching('POST', /audio\/speech$/)).toHaveLength(3);
  });
});
