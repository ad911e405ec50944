import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config.ts';
import { formatSettingPath, parseSettingPath } from './setting-path.ts';
import { openSettings, placeOfSetting, readUserSettings, withUserSettings } from './user-settings.ts';

const openclaw = {
  models: {
    providers: {
      zai: { baseUrl: 'https://m.example/v1', apiKey: '${MODEL_API_KEY}', models: [{ id: 'glm-4.7' }] },
    },
  },
  agents: { defaults: { model: 'zai/glm-4.7' } },
  gateway: { auth: { mode: 'token', token: '${OPENCLAW_GATEWAY_TOKEN}' } },
};
const variables = { MODEL_API_KEY: 'sk-of-the-platform', OPENCLAW_GATEWAY_TOKEN: 'token-of-the-platform' };

function parsed(settings: object | string, more: object = {}, rockpool: object = {}) {
  const found = parseConfig(
    {
      'openclaw.json': JSON.stringify({ ...openclaw, ...more }),
      'rockpool.json': JSON.stringify({ locale: 'en', ...rockpool }),
      '.env': null,
    },
    variables,
    '/data',
    typeof settings === 'string' ? settings : JSON.stringify(settings),
  );
  if (found.kind === 'error') throw new Error(`${found.path} ${found.message}`);
  return found;
}

describe('settings of the user', () => {
  it.each([
    ['gateway.auth.token', 'platform'],
    ['gateway.bind', 'platform'],
    ['channels.feishu.appSecret', 'platform'],
    ['models.providers.zai.baseUrl', 'platform'],
    ['models["providers"].zai.apiKey', 'platform'],
    ['bindings', 'platform'],
    ['tools.exec.security', 'safety'],
    ['tools.allow', 'safety'],
    ['tools.web.search.baseUrl', 'safety'],
    ['exec.enabled', 'safety'],
    ['limits.execTimeoutMs', 'safety'],
    ['skills.load.extraDirs', 'safety'],
    ['skills.allowBundled', 'safety'],
    ['skills["system.shell"].enabled', 'safety'],
  ] as const)('never hold %s', (path, because) => {
    expect(placeOfSetting(path)).toEqual({ kind: 'closed', because });
    expect(readUserSettings(JSON.stringify({ [path]: 'x' })).settings).toEqual({});
  });

  it.each([
    '__proto__.polluted',
    'a..b',
    '',
    'agents.',
    'constructor.prototype.x',
    'agents.defaults.workspace',
    'nothing',
  ])('are no place for %j', (path) => {
    expect(placeOfSetting(path).kind).toBe('unknown');
  });

  it('leave everything else of the platform exactly as it is, whatever they say', () => {
    const hostile = Object.fromEntries(
      [
        'gateway.port',
        'gateway.auth.token',
        'channels.feishu',
        'models.providers.zai.baseUrl',
        'tools.deny',
        'limits',
      ]
        .map((path): [string, unknown] => [path, { evil: true }])
        .concat([['locale', 'zh']]),
    );
    const [before, after] = [parsed({}).config, parsed(hostile).config];
    expect(after).toEqual({ ...before, locale: 'zh' });
    expect(parsed(hostile).warnings.length).toBe(parsed({}).warnings.length + 6);
  });

  it('cannot read a variable of the platform, by a text or by a reference', () => {
    const text = parsed({
      'skills.entries.x.apiKey': '${MODEL_API_KEY}',
      'skills.entries.x.env.A': '$${MODEL_API_KEY}',
    });
    expect(text.config.skills.entries.x).toMatchObject({
      apiKey: '${MODEL_API_KEY}',
      env: { A: '$${MODEL_API_KEY}' },
    });
    const reference = parsed({ 'skills.entries.x.apiKey': { source: 'env', id: 'MODEL_API_KEY' } });
    expect(reference.config.skills.entries).toEqual({});
  });

  it('never switch on what the platform has switched off, and may switch off what is on', () => {
    const off = { skills: { entries: { gemini: { enabled: false }, notion: { enabled: true } } } };
    const { entries } = parsed(
      { 'skills.entries.gemini.enabled': true, 'skills.entries.notion.enabled': false },
      off,
    ).config.skills;
    expect([entries.gemini?.enabled, entries.notion?.enabled]).toEqual([false, false]);
    expect(parsed({}, {}, { skills: { 'system.shell': { enabled: false } } }).config.exec.enabled).toBe(
      false,
    );
  });

  it('send no key of the platform to a search of their own', () => {
    const raw = {
      tools: { web: { search: { provider: 'a', apiKey: { source: 'env', id: 'K' }, baseUrl: 'https://a' } } },
    };
    const merged = withUserSettings(raw, 'openclaw.json', { 'tools.web.search.provider': 'b' });
    expect(merged).toEqual({ tools: { web: { search: { provider: 'b' } } } });
    const off = { tools: { web: { search: { enabled: false, apiKey: 'k' } } } };
    expect(withUserSettings(off, 'openclaw.json', { 'tools.web.search.apiKey': 'mine' })).toEqual({
      tools: { web: { search: { enabled: false, apiKey: 'mine' } } },
    });
    expect(raw.tools.web.search.provider).toBe('a');
  });

  it('fill in cron only where the platform says nothing', () => {
    const raw = { cron: { maxConcurrentRuns: 1 } };
    expect(
      withUserSettings(raw, 'openclaw.json', { 'cron.maxConcurrentRuns': 9, 'cron.enabled': true }),
    ).toEqual({ cron: { maxConcurrentRuns: 1, enabled: true } });
  });

  it('reach an agent in the older list by its id, and a model that is one text', () => {
    const more = {
      agents: {
        defaults: { model: 'zai/glm-4.7' },
        list: [{ id: 'main' }, { id: 'work', identity: { name: 'W' } }],
      },
    };
    const { config } = parsed(
      {
        'agents.defaults.model.fallbacks': ['zai/glm-4.5-air'],
        'agents.entries.work.identity.name': 'Ann',
        'agents.entries.work.model.primary': 'zai/other',
      },
      more,
    );
    expect(config.agents.main?.models).toEqual(['zai/glm-4.7', 'zai/glm-4.5-air']);
    expect([config.agents.work?.name, config.agents.work?.models]).toEqual(['Ann', ['zai/other']]);
  });

  it.each(['', 'not json', '[]', '"text"', 'null'])('that are %j change nothing', (text) => {
    expect(parsed(text).config).toEqual(parsed({}).config);
  });
});

describe('a path', () => {
  it.each([
    ['agents.defaults.model', ['agents', 'defaults', 'model']],
    ['agents.defaults.models["zai/glm-4.7"].alias', ['agents', 'defaults', 'models', 'zai/glm-4.7', 'alias']],
    ["a['b c'][0].d", ['a', 'b c', '0', 'd']],
  ])('is read and written the same: %s', (text, parts) => {
    expect(parseSettingPath(text)).toEqual(parts);
    expect(parseSettingPath(formatSettingPath(parts))).toEqual(parts);
  });

  it('of every open setting is one', () => {
    expect(openSettings).toContain('agents.defaults.model');
    for (const path of openSettings)
      expect(placeOfSetting(path.replace('**', 'x').replaceAll('*', 'x')).kind, path).toBe('open');
  });
});
