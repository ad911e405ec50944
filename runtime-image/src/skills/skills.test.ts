import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OpenClawFile } from '../config.ts';
import { readProcesses } from '../processes/process-table.ts';
import { rockpoolFile, until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';

const one = await testGateway({ starts: 'by hand' });
const { model, say, sent, ask, promptOf } = one;

type Config = { openclaw?: OpenClawFile; rockpool?: typeof rockpoolFile };

async function start({ openclaw = {}, rockpool = {} }: Config = {}): Promise<void> {
  await one.start(openclaw, { ...rockpoolFile, ...rockpool });
}

function skillFile(where: 'workspace/skills' | 'skills', name: string, file: string, text: string): void {
  const folder = path.join(one.stateDir, where, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

const instructions = (name: string, more = ''): string =>
  `---\nname: ${name}\ndescription: what ${name} does\n${more}---\n\nRun {baseDir}/go for ${name}.\n`;

const code = (body: string, more = ''): string =>
  `import { defineSkill } from 'rockpool-gateway/skill';
   export default defineSkill({ name: 'echo', description: 'says it again', ${more}
     async onMessage(message: { text: string; sender: { isOwner: boolean } }, context) { ${body} } });`;

const call = (name: string, input: object) =>
  model.queue({ answer: { steps: [{ type: 'tool', name, arguments: input as never, id: `call_${name}` }] } });
const toolsOffered = (index = -1) =>
  model.requests
    .at(index)!
    .body.tools!.map((tool) => tool.function as { name: string; description?: string });
const skillLines = (index = -1): string =>
  toolsOffered(index).find(({ name }) => name === 'skill')?.description ?? '';

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describe('a skill of instructions', () => {
  it('is one line in the prompt, and read when it is opened, with its folder in it', async () => {
    skillFile('workspace/skills', 'tidy', 'SKILL.md', instructions('tidy'));
    await start();
    call('skill', { name: 'tidy' });
    await ask('clean up');
    expect(skillLines(0)).toContain('- tidy: what tidy does');
    expect(JSON.stringify(promptOf(0))).not.toContain('Run ');
    expect(promptOf().at(-1)?.content).toBe(`Run ${one.stateDir}/workspace/skills/tidy/go for tidy.`);
  });

  it('is seen when it is put there, changed or taken away while the gateway runs', async () => {
    await start();
    skillFile('workspace/skills', 'late', 'SKILL.md', instructions('late'));
    await until(async () => (await ask('/skill list')).includes('`late` what late does'));
    rmSync(path.join(one.stateDir, 'workspace/skills/late'), { recursive: true });
    await until(async () => !(await ask('/skill list')).includes('late'));
  });

  it('of the workspace comes before one of the state folder', async () => {
    skillFile(
      'skills',
      'same',
      'SKILL.md',
      instructions('same').replace('what same does', 'the installed one'),
    );
    skillFile('workspace/skills', 'same', 'SKILL.md', instructions('same'));
    skillFile('skills', 'other', 'SKILL.md', instructions('other'));
    await start();
    const list = await ask('/skill');
    expect(list).toContain('what same does');
    expect(list).toContain('`other`');
    expect(list).not.toContain('the installed one');
  });

  it('is refused when a link leads out of its folder, and a broken one says what is wrong', async () => {
    skillFile('skills', 'outside', 'SKILL.md', instructions('outside'));
    mkdirSync(path.join(one.stateDir, 'workspace/skills'), { recursive: true });
    symlinkSync(
      path.join(one.stateDir, 'skills/outside'),
      path.join(one.stateDir, 'workspace/skills/linked'),
    );
    skillFile('workspace/skills', 'half', 'SKILL.md', '---\nname: half\n---\n');
    skillFile('workspace/skills', 'bare', 'SKILL.md', 'no head');
    await start();
    const list = await ask('/skill');
    expect(list).toMatch(/`linked` SKILL.md: .* is outside of the workspace/);
    expect(list).toContain('`half` description is missing');
    expect(list).toContain('`bare` SKILL.md must begin with a head');
  });

  it('gives the words behind its command to the model with its instructions, and shows people what they wrote', async () => {
    skillFile('workspace/skills', 'tidy-up', 'SKILL.md', instructions('tidy-up'));
    await start();
    await ask('/tidy_up the desk');
    expect(promptOf(0).at(-1)?.content).toMatch(/^<skill name="tidy-up">\nRun .*\n<\/skill>\n\nthe desk$/);
    await ask('/skill tidy-up the shelf');
    expect(promptOf().at(-1)?.content).toMatch(/\n\nthe shelf$/);
    const chat = (await (await one.get('/control/chat?limit=10')).json()) as { messages: { text: string }[] };
    expect(chat.messages[0]?.text).toBe('/tidy_up the desk');
  });

  it('says which program and which key it misses and where they go, and is not told to the model', async () => {
    const needs = 'metadata: {"openclaw": {"requires": {"bins": ["no-such-program"], "env": ["A_KEY"]}}}\n';
    skillFile('workspace/skills', 'needy', 'SKILL.md', instructions('needy', needs));
    await start();
    const told = await ask('/needy');
    expect(told).toContain('The program no-such-program is missing.');
    expect(told).toContain('set skills.entries.needy.apiKey to');
    await ask('hello');
    expect(skillLines()).not.toContain('needy');
  });

  it('gives its key to the programs of the turns that opened it, and to no others', async () => {
    const needs = 'metadata: {"openclaw": {"requires": {"env": ["A_KEY"]}}}\n';
    skillFile('workspace/skills', 'keyed', 'SKILL.md', instructions('keyed', needs));
    await start({
      openclaw: { skills: { entries: { keyed: { apiKey: 'key-of-the-skill', env: { PATH: '/x' } } } } },
    });
    call('exec', { command: 'echo "[$A_KEY]"' });
    await ask('without');
    expect(promptOf().at(-1)?.content).toBe('[]');
    call('skill', { name: 'keyed' });
    call('exec', { command: 'echo "[$A_KEY]"; echo "$PATH"' });
    await ask('with');
    expect(promptOf().at(-1)?.content).toMatch(/^\[key-of-the-skill\]\n\/.+/);
    call('exec', { command: 'echo "[$A_KEY]"' });
    await ask('/keyed go');
    expect(promptOf().at(-1)?.content).toBe('[key-of-the-skill]');
  });

  it('is opened by nobody whom its rule leaves out', async () => {
    skillFile('workspace/skills', 'own', 'SKILL.md', instructions('own'));
    await start({
      openclaw: {
        channels: {
          feishu: { appId: 'cli_test', appSecret: 'app-secret', dmPolicy: 'open', allowFrom: ['*'] },
        },
      },
      rockpool: { skills: { own: { admin_only: true } } },
    });
    const stranger = {
      sender: { id: 'ou_other', name: 'Bo' },
      chat: { id: 'oc_b', kind: 'direct' as const, threadId: null },
    };
    call('skill', { name: 'own' });
    await ask('open it', stranger);
    expect(promptOf().at(-1)?.content).toContain('Only my owner may use the skill own.');
    expect(skillLines()).not.toContain('own:');
    await ask('hello');
    expect(skillLines()).toContain('own:');
  });
});

describe('a skill of code', () => {
  it('answers by itself what it matches, in TypeScript, without a model', async () => {
    skillFile(
      'skills',
      'echo',
      'index.ts',
      code('return `${message.sender.isOwner} ${message.text}`;', `match: ['echo', /^再说/],`),
    );
    await start();
    expect(await ask('Echo this')).toBe('true Echo this');
    expect(await ask('再说一遍')).toBe('true 再说一遍');
    expect(await ask('/echo that')).toBe('true that');
    expect(await ask('/skill echo those')).toBe('true those');
    expect(model.requests).toHaveLength(0);
    await ask('something else');
    expect(model.requests).toHaveLength(1);
  });

  it('passes on to the model what it has no answer for', async () => {
    skillFile('skills', 'echo', 'index.ts', code('return null;', 'match: /./,'));
    await start();
    await ask('hello');
    expect(model.requests).toHaveLength(1);
    expect(await ask('/echo hello')).toBe('The skill had nothing to say.');
  });

  it('that puts a pipe where its answer is expected holds nobody up, and its words stay out of the log', async () => {
    skillFile(
      'skills',
      'echo',
      'index.ts',
      code(
        `if (message.text === 'pin') throw new Error('cannot read the PIN 4711');
         const fs = await import('node:fs'), cp = await import('node:child_process');
         const at = fs.readlinkSync('/proc/self/fd/3');
         fs.unlinkSync(at); cp.execFileSync('mkfifo', [at]); process.exit(0);`,
      ),
    );
    await start();
    await until(async () => /echo/.test(await ask('/skill list')));
    expect(await ask('/echo x')).toContain('failed');
    expect(await ask('/echo pin')).toContain('4711');
    expect(one.log.join('')).not.toContain('4711');
  });

  it('that throws or ends itself is told in words, and what comes next is answered', async () => {
    skillFile(
      'skills',
      'echo',
      'index.ts',
      code(`if (message.text === 'exit') process.exit(3); throw new Error('no luck');`),
    );
    await start();
    expect(await ask('/echo throw')).toMatch(
      /^The skill echo failed: no luck\. Other messages are not affected\. \[[0-9a-f]{8}\]$/,
    );
    expect(await ask('/echo exit')).toContain('exit code 3');
    expect(await ask('/whoami')).toContain('ou_owner');
  });

  it('sees neither the environment of the gateway nor files beside its folder as code', async () => {
    skillFile('skills', 'echo', 'index.ts', code(`return Object.keys(process.env).sort().join(' ');`));
    skillFile('skills', 'reach', 'index.ts', `import '../echo/index.ts';\n${code('return null;')}`);
    await start();
    expect(await ask('/echo')).not.toMatch(/OPENCLAW|ROCKPOOL_FILES|TOKEN/);
    expect(await ask('/skill')).toMatch(/`reach` index.ts: .* is outside of the skill's folder/);
  });

  it('of the workspace runs only as the owner has allowed it', async () => {
    skillFile('workspace/skills', 'echo', 'index.ts', code(`return 'first';`, `match: 'echo',`));
    await start();
    expect(await ask('/skill')).toContain('waits for the owner: /skill allow echo');
    await ask('echo');
    expect(model.requests).toHaveLength(1);
    expect(await ask('/skill allow echo')).toContain('echo may run');
    expect(await ask('echo')).toBe('first');
    skillFile('workspace/skills', 'echo', 'index.ts', code(`return 'second';`, `match: 'echo',`));
    await until(async () => (await ask('/skill')).includes('/skill allow echo'));
  });

  it('sends files of the workspace, and nothing from outside', async () => {
    skillFile(
      'skills',
      'echo',
      'index.ts',
      code(`return { text: 'here', files: ['a.txt', '../gateway.sqlite'] };`),
    );
    await start();
    writeFileSync(path.join(one.stateDir, 'workspace/a.txt'), 'content');
    expect(await ask('/echo')).toBe(
      'here\n../gateway.sqlite: ../gateway.sqlite is outside of the workspace.',
    );
    const [file] = one.channel().posted[0]!.content.files;
    expect([file?.name, Buffer.from(file!.bytes).toString()]).toEqual(['a.txt', 'content']);
  });

  it('is not run where programs are not', async () => {
    skillFile('skills', 'echo', 'index.ts', code(`return 'no';`, `match: 'echo',`));
    await start({ rockpool: { exec: { enabled: false } } });
    await ask('echo');
    expect(model.requests).toHaveLength(1);
    expect(await ask('/skill')).toContain('`echo` index.ts: programs cannot be run: switched off');
  });
});

describe('code that does not end well', () => {
  const limits = { skillTimeoutMs: 1_500 };

  it('is ended with its time, with what it started, and its session goes on', async () => {
    skillFile(
      'skills',
      'echo',
      'index.ts',
      `import { spawn } from 'node:child_process';\n${code(`spawn('sleep', ['271828'], { detached: true }).unref(); await new Promise(() => setInterval(() => {}, 1));`)}`,
    );
    await start({ rockpool: { limits } });
    expect(await ask('/echo')).toMatch(/^The skill echo failed: timed out after 1.5 s\. .* \[[0-9a-f]{8}\]$/);
    expect(readProcesses().filter(({ pid }) => commandOf(pid).includes('271828'))).toEqual([]);
    await ask('hello');
    expect(await (await fetch(`${one.url}/metrics`)).text()).toContain('rockpool_skill_seconds_count 1');
  });

  it('is ended when it takes too much memory', async () => {
    skillFile('skills', 'echo', 'index.ts', code('const all = []; for (;;) all.push({ at: all.length });'));
    await start();
    expect(await ask('/echo')).toContain('it needed more than 64 MB');
  });

  it('is stopped by /stop', async () => {
    skillFile('skills', 'echo', 'index.ts', code(`await new Promise(() => setInterval(() => {}, 1_000));`));
    await start();
    await say('/echo');
    await until(() => one.gateway.conversation.isRunning('agent:main:main'));
    await say('/stop');
    await until(() => sent().includes('(stopped)'));
  });

  it('that was interrupted before it answered runs again, and answers once', async () => {
    const body = `const { existsSync, writeFileSync } = await import('node:fs');
      if (existsSync('ran')) return 'second run';
      writeFileSync('ran', ''); await new Promise(() => setInterval(() => {}, 1_000));`;
    skillFile('skills', 'echo', 'index.ts', code(body));
    await start();
    await say('/echo go');
    await until(() => existsSync(path.join(one.stateDir, 'workspace/ran')));
    await one.stop();
    await one.begin();
    await until(() => sent().length > 0);
    expect(sent()).toEqual(['second run']);
    await ask('/whoami');
    expect(sent()).toHaveLength(2);
  });
});

describe('groups of tools', () => {
  it.each([
    ['system.shell', ['exec']],
    ['system.files', ['read', 'write', 'edit', 'ls']],
    ['system.cron', ['cron']],
  ])('are gone with %s', async (name, gone) => {
    await start({ rockpool: { skills: { [name]: { enabled: false } } } });
    await ask('hello');
    const offered = toolsOffered().map((tool) => tool.name);
    // whatever is gone with one group is there without another
    const all = ['exec', 'read', 'write', 'edit', 'ls', 'cron'];
    expect(all.filter((tool) => offered.includes(tool))).toEqual(all.filter((tool) => !gone.includes(tool)));
  });

  it('come and go with skills.json, which cannot give what the configuration takes', async () => {
    await start({ rockpool: { skills: { 'system.cron': { enabled: false } } } });
    writeFileSync(
      path.join(one.stateDir, 'skills.json'),
      JSON.stringify({ disabled: ['system.shell'], enabled: ['system.cron'] }),
    );
    await ask('hello');
    expect(toolsOffered().map(({ name }) => name)).not.toContain('exec');
    writeFileSync(path.join(one.stateDir, 'skills.json'), JSON.stringify({ disabled: [] }));
    await ask('hello');
    expect(toolsOffered().map(({ name }) => name)).toContain('exec');
    expect(toolsOffered().map(({ name }) => name)).not.toContain('cron');
  });
});
