import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../program.ts';
import { removeDir, tempDir } from '../testing.ts';

let dir: string;
beforeEach(() => (dir = tempDir()));
afterEach(() => removeDir(dir));

async function cli(...argv: string[]) {
  const written = { out: '', err: '' };
  const code = await runProgram({
    argv: ['skill', ...argv],
    environment: { OPENCLAW_STATE_DIR: path.join(dir, 'state'), PATH: '/usr/bin:/bin' },
    home: dir,
    packageDir: path.join(import.meta.dirname, '../..'),
    input: new PassThrough(),
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    onSignal: () => {},
    now: () => 0,
  });
  return { code, ...written };
}

function file(name: string, text: string): string {
  const at = path.join(dir, name);
  mkdirSync(path.dirname(at), { recursive: true });
  writeFileSync(at, text);
  return at;
}

const dice = `import { defineSkill } from 'rockpool-gateway/skill';
  type Roll = number;
  export default defineSkill({ name: 'dice', description: 'rolls a die', version: '1.2.0', match: 'roll',
    onMessage(): string { const roll: Roll = 6; return String(roll); } });`;

describe('skill', () => {
  it('lists what there is, and what each lacks', async () => {
    const { out, code } = await cli('list');
    expect(code).toBe(0);
    expect(out).toMatch(/weather +ready +bundled/);
    expect(out).toMatch(/notion +lacks +bundled/);
    const { skills } = JSON.parse((await cli('list', '--json')).out) as {
      skills: { name: string; why: string }[];
    };
    expect(skills.find(({ name }) => name === 'notion')?.why).toContain('NOTION_API_KEY');
    expect((await cli('show', 'slack')).out).toContain('SLACK_BOT_TOKEN');
  });

  it('loads a folder or a file once it is found to work, and never half', async () => {
    const folder = path.dirname(file('dice/index.ts', dice));
    expect((await cli('check', folder)).out).toBe('dice: rolls a die (code)\nvalid\n');
    expect(existsSync(path.join(dir, 'state/skills/dice'))).toBe(false);
    expect((await cli('load', folder)).code).toBe(0);
    expect((await cli('list')).out).toMatch(/dice +ready +state/);
    const bad = await cli('load', file('bad.js', 'export default 1;'));
    expect(bad).toMatchObject({ code: 1, out: '' });
    expect(bad.err).toContain('there must be a default export made by defineSkill');
    expect((await cli('load', file('words.txt', ''))).err).toContain('is not a .js, .mjs or .ts file');
    symlinkSync('/etc/passwd', path.join(folder, 'passwd'));
    expect((await cli('load', folder)).err).toContain('is a link');
    expect((await cli('load', path.join(dir, 'nowhere'))).err).toContain('There is no');
  });

  it('builds one file that loads elsewhere, and says what it takes when it cannot', async () => {
    const folder = path.dirname(file('dice/index.ts', dice));
    const out = path.join(dir, 'dice.js');
    expect((await cli('build', folder, '-o', out)).out).toBe(`${out} (types taken out)\n`);
    expect(readFileSync(out, 'utf8')).not.toContain('type Roll');
    expect((await cli('load', out)).code).toBe(0);
    file('dice/index.ts', `import './other.ts';\n${dice}`);
    expect((await cli('build', folder, '-o', out)).err).toContain(
      'The skill imports ./other.ts: that takes esbuild',
    );
    mkdirSync(path.join(dir, 'node_modules/.bin'), { recursive: true });
    const esbuild = path.join(import.meta.dirname, '../../../node_modules/.bin/esbuild');
    symlinkSync(esbuild, path.join(dir, 'node_modules/.bin/esbuild'));
    file('dice/other.ts', 'console.log("bundled" as string);');
    expect((await cli('build', folder, '-o', out)).out).toContain('bundled by esbuild');
    expect(readFileSync(out, 'utf8')).toContain('console.log("bundled")');
  });

  it('switches skills and groups of tools off and on again, but never on against the configuration', async () => {
    expect((await cli('disable', 'weather')).out).toBe('weather is disabled.\n');
    expect((await cli('disable', 'system.shell')).code).toBe(0);
    expect((await cli('list')).out).toMatch(/weather +disabled/);
    expect((await cli('list')).out).toMatch(/system.shell +disabled/);
    await cli('enable', 'weather');
    expect((await cli('list')).out).toMatch(/weather +ready/);
    const misspelt = await cli('disable', 'weahter');
    expect(misspelt).toMatchObject({ code: 1, err: 'There is no skill weahter. Did you mean weather?\n' });
    expect((await cli('disable', 'system.shel')).code).toBeGreaterThan(0);
    file('state/openclaw.json', JSON.stringify({ skills: { entries: { weather: { enabled: false } } } }));
    expect(await cli('enable', 'weather')).toMatchObject({ code: 1 });
    expect((await cli('list')).out).toMatch(/weather +disabled/);
  });

  it.each([[['fly']], [['show']], [['enable', '../x']], [['list', '--fast']]])(
    'refuses %j with what it takes',
    async (argv) => {
      const { code, err } = await cli(...argv);
      expect(code).toBeGreaterThan(0);
      expect(err).not.toBe('');
    },
  );
});
