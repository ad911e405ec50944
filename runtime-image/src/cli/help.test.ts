import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openclawFile, removeDir, tempDir, writeConfig } from '../testing.ts';
import { version } from '../version.ts';
import { type } from './testing.ts';

const dir = tempDir();
afterAll(() => removeDir(dir));
const typed = (...argv: string[]) => type(dir, argv);

describe('help', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']]])('%j lists every command', async (argv) => {
    const { code, out, err } = await typed(...argv);
    expect([code, err]).toEqual([0, '']);
    for (const name of ['start', 'status', 'config validate', 'onboard', 'doctor', 'log analyze', 'pairing'])
      expect(out).toContain(`\n  ${name} `);
  });

  it.each([
    [
      ['cron', '--help'],
      ['--catch-up skip|once|all', '--zone ZONE'],
    ],
    [['cron', 'add', '-h'], ['--schedule CRON']],
    [
      ['help', 'log'],
      ['rockpool-gateway log show', 'rockpool-gateway log analyze'],
    ],
    [['log', 'show', '--help'], ['--grep TEXT']],
    [['start', '--help'], ['runs the gateway']],
  ])('%j shows how that is written, and no more', async (argv, parts) => {
    const { code, out } = await typed(...argv);
    expect(code).toBe(0);
    for (const part of parts) expect(out).toContain(part);
    expect(out).not.toContain('Usage:');
  });

  it.each(['LANG', 'LC_ALL'])('speaks Chinese where %s does', async (name) => {
    const { out } = await type(dir, ['help'], { environment: { [name]: 'zh_CN.UTF-8' } });
    expect(out).toMatch(/^用法：/);
    expect(out).toContain('运行网关');
  });

  it.each(['--version', '-v', 'version'])('%s tells the version', async (word) => {
    expect(await typed(word)).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it.each([
    [['stauts'], 'Did you mean status'],
    [['help', 'stauts'], 'Did you mean status'],
    [['log'], 'rockpool-gateway log analyze [--by'],
    [['log', 'tail'], 'There is no command "log tail".\n\n'],
    [['start', '--fast'], 'start takes nothing more'],
    [['status', '--fast'], '--fast'],
    [['cron', 'list', 'k3f9a1'], 'list takes no "k3f9a1"'],
    [['pairing', 'list', 'ABCD2345'], 'list takes no "ABCD2345"'],
  ])('%j is refused with what there is', async (argv, part) => {
    const { code, out, err } = await typed(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(part);
  });
});

describe('where the platform gives the configuration', () => {
  const environment = { ROCKPOOL_FILES: 'stdin', OPENCLAW_GATEWAY_PORT: '9' };

  it.each([[['config', 'validate']], [['onboard', '--api-key', 'k']]])(
    '%j says so, and writes nothing',
    async (argv) => {
      const { code, err } = await type(dir, argv, { environment });
      expect(code).toBe(1);
      expect(err).toMatch(/^Here the platform gives the configuration/);
    },
  );

  it('doctor looks at what can be seen', async () => {
    const { code, out } = await type(dir, ['doctor', '--json'], { environment });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      { subject: 'configuration', state: 'ok' },
      { subject: 'disk' },
      { subject: 'gateway', state: 'warning' },
    ]);
  });
});

describe('where another program has the port', () => {
  let other: Server;
  let environment: Record<string, string>;
  beforeAll(async () => {
    other = createServer((_, response) => void response.end('<h1>It works</h1>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    environment = { OPENCLAW_GATEWAY_PORT: String((other.address() as AddressInfo).port) };
    writeConfig(dir, openclawFile('http://127.0.0.1:9/v1', { channels: {} }));
  });
  afterAll(() => other.close());

  it.each([[['status']], [['cron']], [['pairing']]])('%j says so', async (argv) => {
    const { code, out, err } = await type(dir, argv, { environment });
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/another program has the port\. Set gateway\.port/);
  });
});
