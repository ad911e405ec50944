import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeDir, tempDir } from '../testing.ts';
import { type, type Typed } from './testing.ts';

let dir: string;
beforeEach(() => (dir = tempDir()));
afterEach(() => removeDir(dir));

const at = (name: string): string => path.join(dir, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');
const validated = async () => JSON.parse((await type(dir, ['config', 'validate', '--json'])).out) as object;

describe('from options alone', () => {
  const onboard = (...options: string[]): Promise<Typed> => type(dir, ['onboard', ...options]);
  const given = ['--base-url', 'https://m.example/v1', '--model', 'm-1', '--api-key', 'sk-very-secret'];
  const feishu = ['--app-id', 'cli_a1b2c3d4e5f60718', '--app-secret', 'app-secret-1'];
  const dingtalk = ['--client-id', 'ding1', '--client-secret', 'client-secret-1'];

  it('writes a configuration that is valid, its secrets in a file of their own', async () => {
    expect((await onboard(...given, ...feishu, ...dingtalk)).code).toBe(0);
    expect(read('openclaw.json')).not.toMatch(/sk-very-secret|app-secret-1|client-secret-1/);
    expect(read('.env')).toContain('sk-very-secret');
    expect(statSync(at('.env')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(read('openclaw.json'))).toMatchObject({
      channels: { feishu: { appId: 'cli_a1b2c3d4e5f60718' }, dingtalk: { clientId: 'ding1' } },
    });
    expect(await validated()).toMatchObject({ valid: true, warnings: [] });
  });

  it('keeps what is there, and with --yes a copy of it', async () => {
    writeFileSync(at('openclaw.json'), '{ /* mine */ }');
    expect(await onboard(...given)).toMatchObject({ code: 1, err: expect.stringContaining('--yes') });
    expect((await onboard(...given, '--yes')).code).toBe(0);
    expect(read('openclaw.json.bak')).toBe('{ /* mine */ }');
  });

  it('says what it lacks where nobody can answer, and what is wrong with an answer', async () => {
    expect(await onboard()).toMatchObject({ code: 2, err: expect.stringContaining('--api-key') });
    expect(await onboard(...given, '--client-id', 'ding1')).toMatchObject({
      code: 2,
      err: 'Nobody is here to answer; give --client-secret.\n',
    });
    expect(await onboard('--api-key', 'k', '--base-url', 'nonsense')).toMatchObject({
      code: 1,
      err: expect.stringContaining('models.providers.main.baseUrl'),
    });
  });
});

describe('by asking', () => {
  /** Somebody who gives these answers one by one, and is gone after them. */
  async function answering(answers: string[], ...options: string[]): Promise<Typed & { asked: string[] }> {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const asked: string[] = [];
    const left = [...answers];
    let seen = 0;
    const typed = await type(dir, ['onboard', ...options], {
      ...{ environment: { LANG: 'zh_CN.UTF-8' }, input },
      onOut(out) {
        if (!out.endsWith(': ')) return;
        asked.push(out.slice(seen));
        seen = out.length;
        const next = left.shift();
        setImmediate(() => (next === undefined ? input.end() : input.write(`${next}\n`)));
      },
    });
    return { ...typed, asked };
  }

  it('takes what is offered for an empty answer, asks again for what is needed, and leaves out a bot without an id', async () => {
    const { code, out, asked } = await answering(['', 'glm-5', '', 'sk-1', '', 'ding1', 'secret-1']);
    expect(code).toBe(0);
    expect(out).toContain('已写入');
    expect(asked.filter((line) => line.includes('API Key'))).toHaveLength(2);
    expect(asked.some((line) => line.includes('App Secret'))).toBe(false);
    expect(JSON.parse(read('openclaw.json'))).toMatchObject({
      models: { providers: { main: { baseUrl: expect.stringContaining('bigmodel.cn') } } },
      agents: { defaults: { model: { primary: 'main/glm-5' } } },
      channels: { dingtalk: { clientId: 'ding1' } },
    });
    expect(await validated()).toMatchObject({ valid: true });
  });

  it('asks nothing that an option has said', async () => {
    const { asked } = await answering(
      ['', ''],
      '--base-url',
      'https://m.example/v1',
      '--model=m',
      '--api-key=k',
    );
    expect(asked.map((line) => line.slice(0, 2))).toEqual(['飞书', '钉钉']);
  });

  it('writes nothing when who was asked has gone', async () => {
    expect(await answering(['', ''])).toMatchObject({ code: 1, err: 'Nothing was written.\n' });
    expect(existsSync(at('openclaw.json'))).toBe(false);
  });
});
