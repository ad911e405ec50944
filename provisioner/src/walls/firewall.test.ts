import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { createFirewall } from './firewall.ts';

const forbidden = spawnSync('iptables', ['-S', 'INPUT']).status !== 0;
const mustRun = process.env.ROCKPOOL_NO_SKIP === '1';
const iptables = (...args: string[]) => spawnSync('iptables', ['-w', '5', ...args], { encoding: 'utf8' });
const all = () =>
  iptables('-S').stdout + spawnSync('ip6tables', ['-w', '5', '-S'], { encoding: 'utf8' }).stdout;

describe.skipIf(forbidden && !mustRun)('the firewall of this machine (needs root and iptables)', () => {
  const installation = `t${randomBytes(3).toString('hex')}`;
  const interfacePrefix = `rp${installation.slice(0, 4)}`;
  let open = [{ host: '172.17.0.1', port: 3002 }];
  const firewall = createFirewall(async () => ({
    installation,
    interfacePrefix,
    resolvers: ['10.0.0.53'],
    open,
  }));
  const input = `ROCKPOOL-${installation}-IN`;
  /** the rules of this installation in their order; others come and go beside them */
  const ours = () =>
    all()
      .split('\n')
      .filter((line) => line.includes(installation) || line.includes(interfacePrefix))
      .join('\n');
  afterEach(async () => {
    await firewall.lower();
    expect(all()).not.toContain(installation);
  });

  test('is checked without being changed', async () => {
    expect(await firewall.check()).toMatchObject({ state: 'missing' });
    expect(all()).not.toContain(installation);
  });

  test('is put up once, and left alone when it stands', async () => {
    expect(await firewall.raise()).toMatchObject({
      state: 'standing',
      putBack: expect.arrayContaining([expect.stringContaining('FWD')]),
    });
    const once = ours();
    expect(once).toContain(input);
    expect(await firewall.raise()).toEqual({ state: 'standing', putBack: [] });
    expect(await firewall.check()).toEqual({ state: 'standing', putBack: [] });
    expect(ours()).toBe(once);
  });

  test.each([
    ['a flushed chain', ['-F', input]],
    ['a rule that lets everything through', ['-I', input, '1', '-j', 'ACCEPT']],
    ['a rule that was replaced', ['-R', input, '1', '-j', 'ACCEPT']],
    ['a jump that is gone', ['-D', 'INPUT', '-i', `${interfacePrefix}+`, '-j', input]],
    [
      'a rule before the jump',
      ['-I', 'INPUT', '1', '-i', `${interfacePrefix}+`, '-p', 'tcp', '--dport', '1', '-j', 'RETURN'],
    ],
  ])('puts right %s', async (_, damage) => {
    await firewall.raise();
    expect(iptables(...damage).status).toBe(0);
    const check = await firewall.check();
    const raised = await firewall.raise();
    const after = await firewall.check();
    iptables('-D', 'INPUT', '-i', `${interfacePrefix}+`, '-p', 'tcp', '--dport', '1', '-j', 'RETURN');
    expect(check).toMatchObject({ state: 'missing' });
    expect(raised).toMatchObject({ state: 'standing', putBack: [expect.any(String)] });
    expect(after).toEqual({ state: 'standing', putBack: [] });
  });

  test('takes another open pair over', async () => {
    await firewall.raise();
    open = [{ host: '172.17.0.1', port: 4002 }];
    expect(await firewall.raise()).toMatchObject({
      putBack: expect.arrayContaining([expect.stringContaining('4002')]),
    });
    expect(all()).not.toContain('--dport 3002');
  });

  test('stands once although two put it up at the same time', async () => {
    const both = await Promise.all([firewall.raise(), firewall.raise()]);
    expect(both.map(({ state }) => state)).toEqual(['standing', 'standing']);
    expect(await firewall.raise()).toMatchObject({ state: 'standing' });
    expect(all().match(new RegExp(`-A INPUT .*${input}`, 'g'))).toHaveLength(2);
  });

  test('comes down twice without harm', async () => {
    await firewall.raise();
    expect(await firewall.lower()).toMatchObject({
      state: 'standing',
      putBack: expect.arrayContaining([expect.any(String)]),
    });
    expect(await firewall.lower()).toEqual({ state: 'standing', putBack: [] });
  });
});
