/** `/export-session` through the whole gateway: to whom, what, where. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { testGateway } from '../testing/test-gateway.ts';
import { until } from '../testing.ts';

const feishu = {
  ...{ appId: 'cli_test', appSecret: 'app-secret-for-tests' },
  ...{ groupPolicy: 'open' as const, allowFrom: ['ou_friend'] },
};
const one = await testGateway({ openclaw: { channels: { feishu } } });
const { ask, model, reply } = one;
const group = { chat: { id: 'oc_g', kind: 'group', threadId: null } as const, mentionsBot: true };
const friend = {
  sender: { id: 'ou_friend', name: 'Ben' },
  chat: { id: 'oc_friend', kind: 'direct', threadId: null } as const,
};
const inWorkspace = (name: string): string => path.join(one.stateDir, 'workspace', name);
/** files that were sent, newest last */
const posted = () =>
  one
    .channel()
    .posted.flatMap(({ target, content }) =>
      content.files.map((file) => ({ ...file, target, text: Buffer.from(file.bytes).toString('utf8') })),
    );

describe('/export-session', () => {
  it('gives the owner the conversation with its tools, in the chat and in the workspace', async () => {
    writeFileSync(inWorkspace('notes.md'), 'the notes');
    model.queue({ answer: { steps: [{ type: 'tool', name: 'read', arguments: { path: 'notes.md' } }] } });
    reply('They say: **nothing**.');
    await ask('What do my notes say?');
    const told = await ask('/export-session');
    const file = /^Exported 2 messages, in `(exports\/[\d-]{10}-[0-9a-f]{8}\.md)` of the workspace\.$/.exec(
      told,
    )![1]!;
    const [sent] = posted();
    expect(sent).toMatchObject({ kind: 'file', mimeType: 'text/markdown', target: { chatId: 'oc_direct' } });
    expect(sent!.name).toBe(path.basename(file));
    expect(sent!.text).toBe(readFileSync(inWorkspace(file), 'utf8'));
    expect(sent!.text).toMatch(
      /## User · [\d-]{10} \d\d:\d\d\n\nWhat do my notes say\?\n\n## Assistant · [^\n]*sandbox\/glm-4\.7\n\nThey say/,
    );
    expect(sent!.text).toMatch(/- `read`\n\n```\n\{"path":"notes\.md"\}\n\nthe notes\n```/);
  });

  it('as a page holds what was said as text, never as markup', async () => {
    reply('<b onclick="x()">bold</b> & "more"');
    await ask('<script>alert(1)</script>');
    expect(await ask('/export html')).toContain('.html`');
    const { text, mimeType } = posted()[0]!;
    expect(mimeType).toBe('text/html');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('&lt;b onclick=&quot;x()&quot;&gt;');
    expect(text).not.toMatch(/<script|<b /);
  });

  it('goes where the owner says, but over nothing and out of nothing', async () => {
    await ask('hello');
    expect(await ask('/export-session talks/first.md')).toContain('`talks/first.md`');
    expect(readFileSync(inWorkspace('talks/first.md'), 'utf8')).toContain('hello');
    expect(await ask('/export-session talks/first.md')).toContain('is a file of that name already');
    expect(await ask('/export-session ../out.md')).toMatch(/Not exported: .*outside of the workspace/);
    expect(existsSync(path.join(one.stateDir, 'out.md'))).toBe(false);
    mkdirSync(inWorkspace('folder.md'));
    expect(await ask('/export-session folder.md')).toContain('already');
    expect(await ask('/export-session SOUL.txt')).toMatch(/"SOUL\.txt" is not allowed: write md, html, or/);
    expect(await ask('/export-session md html')).toMatch(/Too many arguments/);
  });

  it('gives a guest their own conversation alone, sent and not kept', async () => {
    await ask('the PIN is 4711');
    expect(await ask('/export-session', friend)).toBe('Nothing was said in this conversation yet.');
    await ask('hello from Ben', friend);
    // the command before it and its answer are part of it
    expect(await ask('/export-session', friend)).toBe('Exported 4 messages.');
    const sent = posted().at(-1)!;
    expect(sent.target).toMatchObject({ chatId: 'oc_friend' });
    expect(sent.text).toContain('hello from Ben');
    expect(sent.text).not.toContain('4711');
    expect(await ask('/export-session mine.md', friend)).toContain('Only the owner');
    expect(readdirSync(one.stateDir + '/workspace')).not.toContain('exports');
  });

  it('gives a group what was said there, without what tools read', async () => {
    await ask('the PIN is 4711');
    writeFileSync(inWorkspace('plan.md'), 'the secret plan');
    model.queue({ answer: { steps: [{ type: 'tool', name: 'read', arguments: { path: 'plan.md' } }] } });
    reply('I have read it.');
    await ask('read plan.md', group);
    await ask('/export-session', group);
    const sent = posted().at(-1)!;
    expect(sent.target).toMatchObject({ chatId: 'oc_g' });
    expect(sent.text).toContain('I have read it.');
    expect(sent.text).not.toMatch(/secret plan|4711/);
  });

  it('holds no secret that the gateway knows', async () => {
    await ask('my key is sk-sandbox');
    const { secrets } = one.gateway.config();
    expect(secrets.length).toBeGreaterThan(0);
    await ask(`and the other one ${secrets[0]!}`);
    await ask('/export-session');
    expect(posted()[0]!.text).not.toContain(secrets[0]!);
  });

  it('holds no secret where a page spells it in another way, or a long output is cut within it', async () => {
    const secret = 'app&secret<for>tests';
    await one.start({ channels: { feishu: { ...feishu, appSecret: secret } } });
    expect(one.gateway.config().secrets).toContain(secret);
    writeFileSync(inWorkspace('long.md'), `${'x'.repeat(1_990)}${secret}`);
    model.queue({ answer: { steps: [{ type: 'tool', name: 'read', arguments: { path: 'long.md' } }] } });
    reply('Read.');
    await ask(`read it, the secret is ${secret}`);
    await ask('/export-session html');
    expect(posted()[0]!.text).toContain('xxx');
    expect(posted()[0]!.text).not.toMatch(/app&amp;/);
  });

  it('asked for many times at once is made each time', async () => {
    await ask('hello');
    for (let count = 0; count < 5; count += 1) await one.say('/export-session');
    await one.settled();
    expect(posted()).toHaveLength(5);
  });

  it('says where the file is in a chat that takes none', async () => {
    await ask('hello');
    await one.post('/control/chat', { id: 'web-export-1', text: '/export-session' });
    await until(() => existsSync(inWorkspace('exports')));
    const newest = async () => {
      const { messages } = (await (await one.get('/control/chat')).json()) as {
        messages: { text: string }[];
      };
      return messages.at(-1)?.text ?? '';
    };
    await until(async () => (await newest()).startsWith('Exported'));
    expect(await newest()).toMatch(/^Exported 2 messages, in `exports\/[^`]+` of the workspace\.$/);
    expect(posted()).toEqual([]);
  });
});
