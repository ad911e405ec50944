/** `/config` and `/debug` through the whole gateway. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openclawFile, rockpoolFile, until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';
import { readAssignment } from './setting-wish.ts';

const one = await testGateway();
const { ask } = one;
const inForce = () => one.gateway.config();
const settingsFile = () => path.join(one.stateDir, 'settings.json');
const group = { chat: { id: 'oc_g', kind: 'group', threadId: null } as const, mentionsBot: true };
const model = 'agents.defaults.model.primary';

describe('/config', () => {
  it('sets, shows and unsets, at once and across a restart', async () => {
    expect(await ask('/config')).toBe('Nothing was changed by talking yet.');
    expect(await ask(`/config set ${model}=sandbox/glm-4.5-air`)).toBe(
      `${model}: "sandbox/glm-4.7" → "sandbox/glm-4.5-air". In force now; no restart is needed.`,
    );
    expect(inForce().agents.main?.models[0]).toBe('sandbox/glm-4.5-air');
    await one.restart();
    expect(await ask('/config')).toBe(`- \`${model}\` = "sandbox/glm-4.5-air"`);
    expect(await ask(`/config get ${model}`)).toBe(`${model} = "sandbox/glm-4.5-air"`);
    await ask(`/config unset ${model}`);
    expect(inForce().agents.main?.models[0]).toBe('sandbox/glm-4.7');
    expect(await ask(`/config unset ${model}`)).toBe(`${model} was not set here.`);
  });

  it('refuses what is the platform’s, what is a limit and what is nothing, and keeps what was in force', async () => {
    expect(await ask('/config set gateway.auth.token=x')).toContain('belongs to the platform');
    expect(await ask('/config set exec.enabled=true')).toContain('is a limit');
    expect(await ask('/config set agents.defaults.modell=x')).toContain('`agents.defaults.model.primary`');
    expect(await ask('/config set timeZone=Mars/Base')).toMatch(
      /is not a time zone.*What was in force stays/,
    );
    expect(await ask(`/config set ${model}=sandbox/misspelt`)).toContain('is not among the models');
    expect(await ask('/config')).toBe('Nothing was changed by talking yet.');
  });

  it('sets a secret without showing or keeping it, and not in a group', async () => {
    const at = 'skills.entries.gemini.apiKey';
    expect(await ask(`/config set ${at}=key-of-the-owner`)).toContain('(not set) → (set, not shown)');
    expect(inForce().secrets).toContain('key-of-the-owner');
    expect(await ask(`/config get ${at}`)).toBe(`${at} = (set, not shown)`);
    expect(await ask('/config get skills.entries')).not.toContain('key-of-the-owner');
    expect(await ask('/config get models')).not.toContain('sk-sandbox');
    expect(await ask(`/config set ${at}=read-by-all`, group)).toContain('private chat');
    expect(inForce().secrets).not.toContain('read-by-all');
    expect(await ask('/config get models', group)).toContain('private chat');
    const { sessions } = (await (await one.get('/control/sessions')).json()) as {
      sessions: { key: string }[];
    };
    expect(sessions.length).toBeGreaterThan(1);
    for (const { key } of sessions) {
      const kept = await (await one.get(`/control/sessions/export?key=${encodeURIComponent(key)}`)).text();
      expect(kept).not.toMatch(/key-of-the-owner|read-by-all/);
      expect(kept).toContain(`/config set ${at}=(…)`);
    }
  });

  it('treats an object with a secret in it like the secret', async () => {
    const at = 'skills.entries.gemini.config';
    expect(await ask(`/config set ${at}={"nested":{"apiKey":"read-by-all"}}`, group)).toContain('private');
    expect(await ask('/config')).toBe('Nothing was changed by talking yet.');
    expect(await ask(`/config set ${at}={"nested":{"apiKey":"key-of-the-owner"}}`)).not.toContain('key-of');
    await ask(`/config unset ${at}`);
    const main = encodeURIComponent('agent:main:main');
    const kept = await (await one.get(`/control/sessions/export?key=${main}`)).text();
    expect(kept).not.toContain('key-of-the-owner');
    expect(kept).toContain(`/config unset ${at}`);
  });

  it.each([
    '/config set skills.entries.gemini.apiKey="typed-by-hand',
    '/config set skills.entries.gemini.config={"apiKey":"typed-by-hand"',
    '/config skills.entries.gemini.apiKey=typed-by-hand',
    '/config skills.entries.gemini.apiKey typed-by-hand',
    '/config get skills.entries.gemini.apiKey=typed-by-hand',
    '/config set "skills.entries.gemini.apiKey=typed-by-hand"',
    '/debug set skills.entries.gemini.apiKey={typed-by-hand',
    '/debug skills.entries.gemini.apiKey=typed-by-hand',
  ])('keeps and repeats no secret of a command that is written wrongly: %s', async (text) => {
    expect(await ask(text)).not.toContain('typed-by-hand');
    const main = encodeURIComponent('agent:main:main');
    const kept = await (await one.get(`/control/sessions/export?key=${main}`)).text();
    expect(kept).not.toContain('typed-by-hand');
    expect(kept).toContain(`${text.split(' ', 1)[0]} `);
  });

  it('takes no more than can be read again', async () => {
    const long = 'x'.repeat(3_900);
    let answer = '';
    for (let count = 0; count < 17; count += 1)
      answer = await ask(`/config set skills.entries.gemini.env.LONG_${count}=${long}`);
    expect(answer).toContain('too much was set');
    expect(await ask('/config')).toContain('LONG_15');
  });

  it('answers to what is nested without end', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(await ask(`/config set skills.entries.gemini.config=${deep}`)).toContain('at most 4,000');
    expect(await ask(`/debug set cron.x=${deep}`)).toContain('at most 4,000');
  });

  it('does everything else in a group too', async () => {
    await ask('/config set timeZone=Europe/Berlin', group);
    expect(inForce().timeZone).toBe('Europe/Berlin');
    expect(await ask('/config get timeZone', group)).toBe('timeZone = "Europe/Berlin"');
  });

  it.each([
    ['/config sett x=1', /"sett" is not allowed; allowed: `show`, `get`, `set`, `unset`/],
    ['/config set timeZone', /Write path=value/],
    ['/config set', /Write path=value/],
    ['/config set timeZone={', /no valid JSON/],
    ['/config unset', /path of a setting is missing/],
    ['/config get timeZone=x', /Only the path/],
    ['/config get __proto__.x', /is no path of a setting/],
    ['/debug reset all', /Too many arguments/],
  ])('%s hears how it is written', async (text, expected) => {
    expect(await ask(text)).toMatch(expected);
  });

  it('answers in Chinese where that is the language', async () => {
    one.write(openclawFile(one.model.baseUrl), { ...rockpoolFile, locale: 'zh' });
    await until(() => inForce().locale === 'zh' && one.opened.length > 1);
    expect(await ask('/config set gateway.port=1')).toMatch(/^没有改动：gateway\.port 属于平台/);
    expect(await ask('/debug')).toBe('现在没有临时设置。');
  });
});

describe('/debug', () => {
  it('holds over /config and the files until it is reset or the gateway is restarted', async () => {
    await ask('/config set agents.defaults.verboseDefault=full');
    const before = readFileSync(settingsFile(), 'utf8');
    expect(await ask('/debug set timeZone=Europe/Berlin')).toContain('"Europe/Berlin" for now');
    await ask(`/debug set ${model}=sandbox/glm-4.5-air`);
    expect(inForce().timeZone).toBe('Europe/Berlin');
    expect(inForce().agents.main?.models[0]).toBe('sandbox/glm-4.5-air');
    expect(await ask('/debug')).toBe(
      `- \`timeZone\` = "Europe/Berlin"\n- \`${model}\` = "sandbox/glm-4.5-air"`,
    );
    expect(await ask(`/debug unset ${model}`)).toBe(`${model} is "sandbox/glm-4.7" again.`);
    // what is written to the files meanwhile does not end it
    expect(await ask('/config set timeZone=Asia/Tokyo')).toContain('But what /debug set wins for now');
    expect(inForce().timeZone).toBe('Europe/Berlin');
    expect(await ask('/debug reset')).toContain('1 override was dropped');
    expect(inForce().timeZone).toBe('Asia/Tokyo');
    await ask('/debug set timeZone=Europe/Berlin');
    await one.restart();
    expect(inForce().timeZone).toBe('Asia/Tokyo');
    expect(before).not.toContain('Berlin');
    expect(readFileSync(settingsFile(), 'utf8')).not.toContain('Berlin');
  });

  it('reaches nothing that /config does not', async () => {
    expect(await ask('/debug set gateway.auth.token=x')).toContain('belongs to the platform');
    expect(await ask('/debug set exec.enabled=true')).toContain('is a limit');
    expect(await ask('/debug set timeZone=Mars/Base')).toContain('What was in force stays');
    expect(await ask('/debug')).toBe('Nothing is overridden now.');
  });
});

it.each([
  ['a.b=c', 'a.b', 'c'],
  ['a.b = "c d"', 'a.b', 'c d'],
  ['a.b c d', 'a.b', 'c d'],
  ['a.b=“c d”', 'a.b', 'c d'],
  ['a.b＝true', 'a.b', true],
  ['a.b=[1,"x=y"]', 'a.b', [1, 'x=y']],
  ['models["zai/glm 4.7"].alias=x', 'models["zai/glm 4.7"].alias', 'x'],
  ['a.b=x=y', 'a.b', 'x=y'],
])('%j sets %j to %j', (written, at, value) => {
  expect(readAssignment(written)).toEqual({ action: 'set', path: at, value });
});
