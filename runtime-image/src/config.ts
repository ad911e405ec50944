/**
 * OpenClaw's configuration as this gateway reads it, and the two file shapes for whoever renders them. Pure: texts and a map of
 * variables in, settings or the first error out.
 */
import { readAgents, readBindings } from './config/agents.ts';
import { readApprovals } from './config/approvals.ts';
import { readBrowser } from './config/browser.ts';
import { checkModels } from './config/check-models.ts';
import { readCron, readMemorySearch } from './config/cron.ts';
import { isDingtalk, readDingtalk } from './config/dingtalk.ts';
import { parseDotenv } from './config/dotenv.ts';
import { readFeishu } from './config/feishu.ts';
import { readHttp } from './config/http.ts';
import type { Issue } from './config/issue.ts';
import { readMcp } from './config/mcp.ts';
import { modelReferences, readAliases, readProviders } from './config/models.ts';
import { OpenClawFile } from './config/openclaw-schema.ts';
import { readFile } from './config/read-file.ts';
import { RockpoolFile } from './config/rockpool-schema.ts';
import { secretReader } from './config/secret.ts';
import { readSessionRules } from './config/sessions.ts';
import type { GatewayConfig, Locale } from './config/settings.ts';
import { readSkills } from './config/skills.ts';
import { readSpeech } from './config/speech.ts';
import { readTimeZone } from './config/time-zone.ts';
import { readUserSettings, withUserSettings } from './config/user-settings.ts';
import { readWeatherSettings } from './config/weather.ts';
import { readWeb } from './config/web.ts';
import type { ConfigFiles } from './config-hash.ts';

// eslint-disable-next-line rockpool/purity -- a digest of the texts given: no clock, no environment, no I/O
export { hashFiles, type ConfigFiles } from './config-hash.ts';
export { seesByName } from './config/seeing-models.ts';
export { formatDotenv, parseDotenv } from './config/dotenv.ts';
export type { Issue } from './config/issue.ts';
export type { OpenClawFile } from './config/openclaw-schema.ts';
export type { RockpoolFile } from './config/rockpool-schema.ts';
export type { GatewayConfig } from './config/settings.ts';

export type ParsedConfig =
  | { kind: 'ok'; config: GatewayConfig; warnings: Issue[] }
  /** `path` and `message` are those of the first issue */
  | { kind: 'error'; path: string; message: string; issues: Issue[] };

/**
 * @param environment variables of the process; they win over those of `.env`. Read besides the references in the files:
 *   `OPENCLAW_GATEWAY_PORT`, `OPENCLAW_GATEWAY_TOKEN`, `TZ`, `LANG`.
 * @param stateDir absolute path of the folder that workspaces live in
 * @param settings text of the user's own `settings.json`, see `config/user-settings.ts`; null: there is none
 */
export function parseConfig(
  files: ConfigFiles,
  environment: Readonly<Record<string, string | undefined>>,
  stateDir: string,
  settings: string | null = null,
): ParsedConfig {
  const variables = { ...parseDotenv(files['.env'] ?? ''), ...environment };
  const issues: Issue[] = [];
  const warnings: Issue[] = [];
  const user = readUserSettings(settings);
  warnings.push(...user.warnings);
  const openclaw = readFile(
    files['openclaw.json'],
    {
      name: '',
      schema: OpenClawFile,
      change: (raw) => withUserSettings(raw, 'openclaw.json', user.settings),
    },
    variables,
    issues,
  );
  const rockpool = readFile(
    files['rockpool.json'] ?? '{}',
    {
      name: 'rockpool.json',
      schema: RockpoolFile,
      change: (raw) => withUserSettings(raw, 'rockpool.json', user.settings),
    },
    variables,
    issues,
  );
  if (openclaw === null || rockpool === null) return failed(issues);

  const secrets = new Set<string>();
  const readSecret = secretReader(variables, issues, secrets);
  const locale: Locale = rockpool.locale ?? (variables.LANG?.startsWith('zh') ? 'zh' : 'en');
  const { agents, defaultAgentId } = readAgents(openclaw, stateDir, issues, warnings);
  const providers = readProviders(openclaw, readSecret, issues);
  const aliases = readAliases(openclaw);
  const config: GatewayConfig = {
    http: readHttp(openclaw, variables, readSecret, issues),
    locale,
    timeZone: readTimeZone(openclaw, rockpool, variables, issues),
    providers,
    aliases,
    agents,
    defaultAgentId,
    bindings: readBindings(openclaw, agents, issues),
    dmScope: openclaw.session?.dmScope ?? 'main',
    maxConcurrent: openclaw.agents?.defaults?.maxConcurrent ?? 4,
    subagentsMax: openclaw.agents?.defaults?.subagents?.maxConcurrent ?? 8,
    sessions: readSessionRules(openclaw),
    channels: [
      ...readFeishu(openclaw, rockpool, locale, readSecret, issues),
      ...readDingtalk(openclaw, rockpool, locale, readSecret, issues, warnings),
    ],
    exec: {
      enabled: (rockpool.exec?.enabled ?? true) && rockpool.skills?.['system.shell']?.enabled !== false,
      timeoutMs: rockpool.limits?.execTimeoutMs ?? 120_000,
    },
    approvals: readApprovals(openclaw, rockpool),
    weather: readWeatherSettings(rockpool),
    platform: rockpool.platform ?? null,
    toolPolicy: { allow: openclaw.tools?.allow ?? null, deny: openclaw.tools?.deny ?? [] },
    skills: readSkills(openclaw.skills, rockpool.skills, readSecret),
    cron: readCron(openclaw.cron),
    memorySearch: readMemorySearch(openclaw.agents?.defaults?.memorySearch),
    speech: readSpeech(
      { media: openclaw.tools?.media, tts: openclaw.messages?.tts, talk: openclaw.talk },
      ...([providers, readSecret, warnings] as const),
    ),
    imageModels: modelReferences(openclaw.agents?.defaults?.imageModel),
    web: readWeb(openclaw.tools?.web, rockpool.web, readSecret, warnings),
    browser: readBrowser(openclaw.browser),
    mcp: readMcp(openclaw.mcp, readSecret, warnings),
    limits: {
      requestsPerKey: rockpool.limits?.requestsPerKey ?? null,
      modelIdleMs: rockpool.limits?.modelIdleMs ?? 120_000,
      historyTokensMax: rockpool.limits?.historyTokensMax ?? 32_000,
      stepsPerTurn: rockpool.limits?.stepsPerTurn ?? 40,
      skillTimeoutMs: rockpool.limits?.skillTimeoutMs ?? 5_000,
    },
    secrets: [],
  };
  checkModels(config, issues, warnings);
  if (config.http.token === '') {
    warnings.push({
      path: 'gateway.auth.token',
      message: 'is missing; everything that needs it answers 401',
    });
  }
  for (const channel of Object.keys(openclaw.channels ?? {})) {
    if (['feishu', 'lark', 'defaults'].includes(channel) || isDingtalk(channel)) continue;
    warnings.push({
      path: `channels.${channel}`,
      message: 'is not a channel of this gateway; it is left out',
    });
  }
  config.secrets = [...secrets];
  return issues.length > 0 ? failed(issues) : { kind: 'ok', config, warnings };
}

function failed(issues: Issue[]): ParsedConfig {
  const first = issues[0] ?? { path: '', message: 'is not valid' };
  return { kind: 'error', path: first.path, message: first.message, issues };
}
