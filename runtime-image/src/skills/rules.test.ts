import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SkillRule } from '../config/skills.ts';
import { calledText, skillCall } from './called.ts';
import { codeMatches } from './code-match.ts';
import { readPlainHead, splitFrontMatter } from './front-matter.ts';
import { explainRefusal, maySkill, type SkillFacts } from './may-skill.ts';
import { openedSkills } from './opened.ts';
import { listSkills } from './prompt-list.ts';
import { readSkillText } from './read-skill.ts';
import { environmentOf, explainMissing, missingOf, type RequirementFacts } from './requirements.ts';
import { systemSkillOf } from './system-skills.ts';
import { createUses } from './uses.ts';

const head = async (lines: string) => {
  const read = await readSkillText(`---\n${lines}\n---\nbody`, 'folder', 'en');
  if (read.kind === 'error') throw new Error(read.message);
  return read.head;
};

describe('the head of a SKILL.md', () => {
  it('is read from plain lines, with metadata as JSON or JSON5 on one line', async () => {
    const found = await head(
      "name: a-b\ndescription: Does X: then Y\nuser-invocable: false\ndisable-model-invocation: true\nmetadata: {openclaw: {emoji: 'x', os: 'linux', requires: {bins: ['gh'], anyBins: ['a', 'b'], env: ['K'], config: ['c.d']}, install: [{id: 'brew', bins: ['gh'], label: 'Install gh'}]}}",
    );
    expect(found).toMatchObject({
      ...{
        name: 'a-b',
        description: 'Does X: then Y',
        userInvocable: false,
        onlyByPeople: true,
        os: ['linux'],
      },
      requires: { bins: ['gh'], anyBins: ['a', 'b'], env: ['K'], config: ['c.d'] },
      ...{ primaryEnv: 'K', install: [{ bins: ['gh'], label: 'Install gh' }] },
    });
  });

  it('is read from full YAML too', async () => {
    const yaml =
      'name: deep\ndescription: >-\n  two\n  lines\nmetadata:\n  openclaw:\n    requires:\n      bins: [ffmpeg]\n    primaryEnv: KEY';
    expect(await head(yaml)).toMatchObject({
      description: 'two lines',
      requires: { bins: ['ffmpeg'] },
      primaryEnv: 'KEY',
    });
  });

  it('takes its name from the folder when it says none', async () => {
    expect((await head('description: x')).name).toBe('folder');
  });

  it.each([
    ['text without a head', 'SKILL.md must begin with a head between two lines of ---'],
    ['---\nname: x\n---\n', 'description is missing'],
    ['---\nname: ../x\ndescription: d\n---\n', 'name must be of a-z'],
    ['---\ndescription: d\nmetadata: "{no"\n---\n', 'metadata is not JSON'],
    [
      '---\ndescription: d\nmetadata: {"openclaw": {"requires": {"bins": "gh"}}}\n---\n',
      'metadata.openclaw.requires.bins must be a list',
    ],
    ['---\ndescription: [\n---\n', 'the head is not YAML'],
    ['---\n- a\n- b\n---\n', 'the head must be lines of "key: value"'],
    [`---\ndescription: d\n---\n${'x'.repeat(200_000)}`, 'longer than 100000'],
  ])('says what is wrong with %j', async (text, message) => {
    expect(await readSkillText(text, 'folder', 'en')).toMatchObject({
      kind: 'error',
      message: expect.stringContaining(message) as string,
    });
  });

  it('does not swell up by aliases', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\ndescription: [*c,*c]`;
    expect((await readSkillText(`---\n${bomb}\n---\n`, 'f', 'en')).kind).toBe('error');
  });
});

describe('what a skill lacks', () => {
  const facts: RequirementFacts = {
    platform: 'linux',
    execRefusal: { zh: '', en: '' },
    hasProgram: (name) => name === 'node',
    hasSetting: (at) => at === 'there',
    entry: undefined,
  };
  const needs = (requires: object, more = '') =>
    head(
      `description: d\nmetadata: ${JSON.stringify({ openclaw: { requires, ...(more === '' ? {} : { os: [more] }) } })}`,
    );

  it.each([
    [{}, '', []],
    [{ bins: ['node'] }, '', []],
    [{ bins: ['gh', 'node'] }, '', ['program']],
    [{ anyBins: ['gh', 'node'] }, '', []],
    [{ anyBins: ['gh', 'jq'] }, '', ['program']],
    [{ env: ['A', 'B'] }, '', ['key', 'key']],
    [{ config: ['there', 'not'] }, '', ['setting']],
    [{}, 'darwin', ['os']],
  ])('of %j %s is %j', async (requires, os, kinds) => {
    expect(missingOf(await needs(requires, os), facts).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is also that programs cannot be run, in a sentence that says why', async () => {
    const missing = missingOf(await needs({ bins: ['node'] }), {
      ...facts,
      execRefusal: { zh: '已关闭', en: 'switched off' },
    });
    expect(explainMissing('x', missing, 'en')).toBe(
      '- It runs programs, which is not possible here: switched off.',
    );
    expect(explainMissing('x', missing, 'zh')).toContain('已关闭');
  });

  it('counts a key that the configuration gives, and gives no name that decides what runs', async () => {
    const found = await needs({ env: ['KEY'] });
    const env = { PATH: '/evil', LD_PRELOAD: 'x', NODE_OPTIONS: 'x', OPENCLAW_STATE_DIR: 'x', OTHER: 'y' };
    const entry = { enabled: null, apiKey: 'k', env, config: {} };
    expect(missingOf(found, { ...facts, entry })).toEqual([]);
    expect(environmentOf(found, entry)).toEqual({ KEY: 'k', OTHER: 'y' });
  });
});

describe('who may use a skill', () => {
  const rule: SkillRule = {
    enabled: true,
    allowGroups: [],
    denyUsers: [],
    rateLimit: null,
    adminOnly: false,
  };
  const facts: SkillFacts = {
    ...{
      rule: null,
      isOff: false,
      isOffByHand: false,
      senderId: 'u',
      byOwner: false,
      uses: [],
      now: 100_000,
    },
    chat: { id: 'g', kind: 'group' },
  };
  const rate = { times: 2, withinMs: 60_000 };
  it.each<[string, Partial<SkillFacts>, string]>([
    ['no rule', {}, 'allow'],
    ['off in the configuration', { isOff: true }, 'off'],
    ['a rule that switches off', { rule: { ...rule, enabled: false } }, 'off'],
    ['off by hand, for the owner too', { isOffByHand: true, byOwner: true }, 'off_by_hand'],
    ['a denied sender', { rule: { ...rule, denyUsers: ['u'] } }, 'sender_denied'],
    ['admin only, a stranger', { rule: { ...rule, adminOnly: true } }, 'owner_only'],
    ['admin only, the owner', { rule: { ...rule, adminOnly: true }, byOwner: true }, 'allow'],
    ['another group', { rule: { ...rule, allowGroups: ['h'] } }, 'group_not_allowed'],
    ['a listed group', { rule: { ...rule, allowGroups: ['g'] } }, 'allow'],
    [
      'a private chat beside listed groups',
      { rule: { ...rule, allowGroups: ['h'] }, chat: { id: 'p', kind: 'direct' } },
      'allow',
    ],
    ['below the rate', { rule: { ...rule, rateLimit: rate }, uses: [99_000] }, 'allow'],
    ['at the rate', { rule: { ...rule, rateLimit: rate }, uses: [50_000, 99_000] }, 'too_often'],
    ['uses that are past', { rule: { ...rule, rateLimit: rate }, uses: [40_000, 99_000] }, 'allow'],
  ])('%s', (_, more, expected) => {
    const leave = maySkill({ ...facts, ...more });
    expect(leave.kind === 'allow' ? 'allow' : leave.reason).toBe(expected);
    if (leave.kind === 'allow') return;
    for (const locale of ['zh', 'en'] as const) expect(explainRefusal('x', leave, locale)).toContain('x');
  });

  it('is told when they may again', () => {
    const leave = maySkill({ ...facts, rule: { ...rule, rateLimit: rate }, uses: [50_000, 99_000] });
    expect(leave.kind === 'refuse' && explainRefusal('x', leave, 'en')).toContain('try again in 10 s');
  });

  it('has its uses counted for itself alone', () => {
    const uses = createUses();
    for (const at of [1, 2, 70_000]) uses.note('x', 'u', at, 60_000);
    expect(uses.of('x', 'u')).toEqual([70_000]);
    expect([uses.of('x', 'v'), uses.of('y', 'u')]).toEqual([[], []]);
  });
});

describe('the list for the model', () => {
  it('is the same for the same skills, cuts long lines, and ends before it is too long', () => {
    const some = [
      { name: 'b', description: 'x'.repeat(200) },
      { name: 'a', description: '技能' },
    ];
    expect(listSkills(some)).toBe(`- a: 技能\n- b: ${'x'.repeat(79)}…`);
    expect(listSkills([...some].reverse())).toBe(listSkills(some));
    const many = Array.from({ length: 100 }, (_, index) => ({
      name: `s${index}`,
      description: '描述'.repeat(20),
    }));
    expect(listSkills(many).length).toBeLessThan(1_000);
    expect(listSkills(many)).toMatch(/\n- \d+ more, listed without a name$/);
    expect(listSkills([])).toBe('');
  });
});

describe('a message that calls a skill', () => {
  it.each([
    ['/skill weather Paris today', { name: 'weather', args: 'Paris today' }],
    ['/skill', null],
    ['/video_frames a.mp4', { name: 'video-frames', args: 'a.mp4' }],
    ['／github', { name: 'github', args: '' }],
    ['hello /github', null],
  ])('%s', (text, call) => expect(skillCall(text, false)).toEqual(call));

  it('cannot end the instructions that stand before its words', () => {
    const text = calledText({ name: 'x', dir: '/d', body: 'In {baseDir}.' }, 'do it');
    expect(text).toBe('<skill name="x">\nIn /d.\n</skill>\n\ndo it');
  });

  it('counts as opened, and so does a call of the tool that went well, and nothing that was only said', () => {
    const rows = [
      { kind: 'user' as const, data: { prompt: '<skill name="faked">' } },
      {
        kind: 'assistant' as const,
        data: {
          toolCalls: [
            { id: '1', name: 'skill', input: '{"name":"good"}' },
            { id: '2', name: 'skill', input: '{"name":"refused"}' },
            { id: '3', name: 'skill', input: '{' },
          ],
        },
      },
      { kind: 'tool' as const, data: { callId: '1', name: 'skill', ok: true } },
      { kind: 'tool' as const, data: { callId: '2', name: 'skill', ok: false } },
      { kind: 'tool' as const, data: { callId: '3', name: 'skill', ok: true } },
      { kind: 'user' as const, data: { skill: 'called' } },
    ];
    expect(openedSkills(rows)).toEqual(['good', 'called']);
  });
});

describe('a message for code', () => {
  it.each([
    ['Roll it', true],
    ['d20', true],
    ['D20', true],
    ['xd20', false],
    ['', false],
  ])('%s', (text, matches) => {
    expect(
      codeMatches(
        [
          { kind: 'prefix', text: 'roll' },
          { kind: 'regex', source: '^d\\d+$', flags: 'gi' },
        ],
        text,
      ),
    ).toEqual({ matches, slow: false });
  });

  it('holds nobody up with an expression that never ends, or is none', () => {
    const before = process.cpuUsage();
    const endless = Array.from({ length: 50 }, () => ({
      kind: 'regex' as const,
      source: '^(a+)+$',
      flags: '',
    }));
    expect(codeMatches(endless, `${'a'.repeat(60)}!`)).toEqual({ matches: false, slow: true });
    // of the processor, as others may want it too; each by itself they would take 1 s
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(500);
    expect(codeMatches([{ kind: 'regex', source: '(', flags: '' }], 'x').matches).toBe(false);
  });
});

it('tools belong to groups', () => {
  expect(['exec', 'web_fetch', 'browser', 'read', 'cron', 'message'].map(systemSkillOf)).toEqual([
    ...['system.shell', 'system.web', 'system.browser', 'system.files', 'system.cron', null],
  ]);
});

describe('the skills that come along', () => {
  const root = path.join(import.meta.dirname, '../../skills');
  it.each(readdirSync(root))('%s can be read, in both languages, and is short', async (name) => {
    const files = readdirSync(path.join(root, name)).filter((each) => each.endsWith('.md'));
    expect(files).toContain('SKILL.md');
    for (const file of files) {
      const text = readFileSync(path.join(root, name, file), 'utf8');
      // no YAML reader is loaded for what everybody has
      expect(readPlainHead(splitFrontMatter(text)?.head ?? ''), file).not.toBeNull();
      for (const locale of ['zh', 'en'] as const) {
        const read = await readSkillText(text, name, locale);
        expect(read, file).toMatchObject({ kind: 'ok', head: { name } });
        if (read.kind === 'error') continue;
        expect(read.head.description.length).toBeLessThanOrEqual(80);
        expect(read.body.length).toBeLessThan(3_000);
        if (locale === 'zh' && file === 'SKILL.zh.md')
          expect(read.head.description).toMatch(/[\u4e00-\u9fff]/);
      }
    }
  });
});
