/** `/bash` through the whole gateway: never a way round what `exec` is held to. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rockpoolFile, until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';
import { parseBang } from './parse.ts';

const channels = {
  feishu: { appId: 'cli_test', appSecret: 'app-secret-for-tests', groupPolicy: 'open' },
} as const;
const one = await testGateway({ openclaw: { channels }, starts: 'by hand' });
const { ask, say, sent, start } = one;
const runs = { ...rockpoolFile, exec: { enabled: true } };
const group = { chat: { id: 'oc_g', kind: 'group', threadId: null } as const, mentionsBot: true };
const inWorkspace = (name: string): string => path.join(one.stateDir, 'workspace', name);
const statusOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
};
const pending = async (): Promise<{ id: string; command: string }[]> =>
  ((await (await one.get('/control/approvals')).json()) as { approvals: { id: string; command: string }[] })
    .approvals;

describe('/bash', () => {
  it('runs in the workspace without a model, in both of its forms, and tells how it ended', async () => {
    await start(undefined, runs);
    expect(await ask('/bash printf hello > x; cat x; pwd')).toBe(
      `\`\`\`\nhello${path.join(one.stateDir, 'workspace')}\n\`\`\``,
    );
    expect(await ask("! echo '```'; exit 3")).toBe('````\n```\n[exit code 3]\n````');
    expect(await ask('@Bot ! true', { mentionsBot: true })).toBe('```\n(no output)\n```');
    expect(await ask('! printf "\\033[31mred\\033[0m"')).toContain('\\u{1b}[31mred');
    expect(one.model.requests).toHaveLength(0);
  });

  it('gets nothing of the gateway’s environment', async () => {
    await start(undefined, runs);
    const shown = await ask('! env');
    expect(shown).toContain('HOME=');
    expect(shown).not.toMatch(/sk-|secret|OPENCLAW|gateway-token/i);
  });

  it('shows both ends of what is long, with the whole in the workspace', async () => {
    await start(undefined, runs);
    const shown = await ask('! seq 1 5000');
    expect(shown.length).toBeLessThan(4_000);
    expect(shown).toMatch(/^```\n1\n[^]*\n5000\n```$/);
    const file = /all of it is in (\.outputs\/\S+\.txt)/.exec(shown)![1]!;
    expect(readFileSync(inWorkspace(file), 'utf8')).toMatch(/\n2500\n[^]*\n5000$/);
  });

  it('is asked about where exec is, and follows the answer', async () => {
    await start(undefined, runs);
    await say('! touch asked', group);
    await until(async () => (await pending()).length === 1);
    const [question] = await pending();
    expect(question!.command).toBe('touch asked');
    expect(existsSync(inWorkspace('asked'))).toBe(false);
    await ask(`/approve ${question!.id} deny`);
    await until(() => sent().includes('Not run: it was not allowed.'));
    await say('/bash touch asked', group);
    await until(async () => (await pending()).length === 1);
    await ask(`/approve ${(await pending())[0]!.id} allow-once`);
    await one.settled();
    expect(existsSync(inWorkspace('asked'))).toBe(true);
    await ask('/exec security=deny', group);
    expect(await ask('! touch denied', group)).toContain('programs are switched off');
    expect(existsSync(inWorkspace('denied'))).toBe(false);
  });

  it.each([
    ['switched off', {}, { ...rockpoolFile, exec: { enabled: false } }, /cannot be run here: switched off/],
    ['denied as a tool', { tools: { deny: ['exec'] } }, runs, /takes exec away/],
    [
      'refused as a skill',
      {},
      { ...runs, skills: { 'system.shell': { enabled: false } } },
      /cannot be run here/,
    ],
  ])('runs nothing where exec is %s', async (_how, openclaw, rockpool, expected) => {
    await start({ channels, ...openclaw } as never, rockpool);
    expect(await ask('! touch x')).toMatch(expected);
    expect(existsSync(inWorkspace('x'))).toBe(false);
  });

  it('is the owner’s alone; others who begin with a mark are just loud', async () => {
    await start(undefined, runs);
    const stranger = { sender: { id: 'ou_other', name: 'Bo' }, ...group };
    expect(await ask('/bash touch x', stranger)).toContain('Only the owner may use /bash');
    one.reply('calm down');
    expect(await ask('! touch x', stranger)).toBe('calm down');
    expect(existsSync(inWorkspace('x'))).toBe(false);
  });

  it('goes on in the background, where it is looked at and ended with all that it started', async () => {
    await start(undefined, runs);
    const first = await ask('! echo begun; sleep 600 & echo $! >pid; wait');
    expect(first).toMatch(/^Still running \(job1\)/);
    expect(await ask('!poll')).toMatch(/^job1, running for \d+ s: `echo begun/);
    expect(await ask('/bash poll job9')).toBe('There is no job9. There are: job1.');
    expect(await ask('/bash poll', group)).toBe('No command runs in the background.');
    expect(await ask('!stop job1')).toMatch(/^job1, ended: [^]*begun[^]*\[stopped\]/);
    const pid = Number(readFileSync(inWorkspace('pid'), 'utf8'));
    // whoever ended, and was not yet asked after, is no program any more
    expect(/^State:\s+[^ZX]/m.test(statusOf(pid))).toBe(false);
  });

  it('is ended by /stop', async () => {
    await start(undefined, runs);
    await say('! touch begun; sleep 600');
    await until(() => existsSync(inWorkspace('begun')));
    await ask('/stop');
    await until(() => sent().length === 2);
    expect(sent().toSorted()[0]).toMatch(/Stopped/);
  });

  it('is not run a second time by a gateway that ended while it ran', async () => {
    await start(undefined, runs);
    writeFileSync(inWorkspace('count'), '');
    await say('! echo once >> count; sleep 600');
    await until(() => readFileSync(inWorkspace('count'), 'utf8') !== '');
    await one.restart();
    await until(() => sent().length === 1);
    expect(sent()[0]).toContain('it was not run again');
    expect(readFileSync(inWorkspace('count'), 'utf8')).toBe('once\n');
  });

  it('hears what it lacks', async () => {
    await start(undefined, runs);
    expect(await ask('/bash')).toMatch(/^Write the command[^]*Usage: `\/bash <command>/);
  });
});

it.each([
  ['! ls -la', 'ls -la'],
  ['!poll', 'poll'],
  ['!STOP job2', 'STOP job2'],
  ['！ ls', 'ls'],
  ['！stop', 'stop'],
  ['!important', null],
  ['!', null],
  ['! ', null],
  ['！ 快看', null],
  ['！！！', null],
  ['!poll the users about it', null],
  ['!stop it', null],
])('%j is read as %j', (text, args) => {
  expect(parseBang(text)).toEqual(args === null ? null : { name: 'bash', args });
});
