/**
 * What people may change by talking. Their settings lie in `settings.json`, where the agent's programs can write as well: so whatever
 * stands there, it never reaches beyond this list, widens nothing that the platform has closed, and sees no secret of the platform.
 */
import type { Issue } from './issue.ts';
import { formatSettingPath, parseSettingPath, valueAtPath } from './setting-path.ts';

/**
 * `over`: what it does to a value of the platform's own files. `replaces` it · `fills` in only where there is none · `takes_away`:
 * only false is taken, and true where nothing was said · `whole`: the object that it is in is the user's altogether, so that no key
 * of the platform is sent to an address of the user.
 */
type Row = { path: string; over: 'replaces' | 'fills' | 'takes_away' | 'whole' };

const inOpenClaw: readonly Row[] = [
  ...['model', 'model.primary', 'model.fallbacks', 'models.*.alias'].map(ofDefaults),
  ...['thinkingDefault', 'verboseDefault', 'reasoningDefault'].map(ofDefaults),
  { path: 'agents.defaults.compaction.memoryFlush.enabled', over: 'replaces' },
  ...['model', 'model.primary', 'model.fallbacks', 'name'].map(ofAgent),
  ...['identity.name', 'identity.theme', 'identity.emoji'].map(ofAgent),
  ...['thinkingDefault', 'verboseDefault', 'reasoningDefault'].map(ofAgent),
  ...['messages.queue.**', 'messages.ackReaction', 'messages.ackReactionScope'].map(replacing),
  ...['messages.responsePrefix', 'messages.tts.auto', 'messages.tts.voice'].map(replacing),
  ...['session.dmScope', 'session.reset.**', 'session.sendPolicy.**'].map(replacing),
  { path: 'skills.entries.*.enabled', over: 'takes_away' },
  ...['skills.entries.*.apiKey', 'skills.entries.*.env.*', 'skills.entries.*.config.**'].map(replacing),
  { path: 'cron.**', over: 'fills' },
  { path: 'tools.web.search.provider', over: 'whole' },
  { path: 'tools.web.search.apiKey', over: 'whole' },
  ...['tools.web.search.maxResults', 'tools.web.search.timeoutSeconds'].map(replacing),
];
const inRockpool: readonly Row[] = ['locale', 'timeZone'].map(replacing);

/** What no talking changes, and why. The first that fits is told. */
const closed: readonly { path: string; because: Closed }[] = [
  ...['gateway', 'channels', 'models', 'bindings', 'auth', 'secrets', 'env', 'plugins', 'hooks', 'mcp'].map(
    (path) => ({ path, because: 'platform' as const }),
  ),
  ...['exec', 'limits', 'tools', 'approvals', 'commands', 'skills', 'browser'].map((path) => ({
    path,
    because: 'safety' as const,
  })),
];

/** `platform`: set on the page where the instance was set up · `safety`: a limit that the agent must not move */
export type Closed = 'platform' | 'safety';

export type SettingPlace =
  | { kind: 'open'; file: 'openclaw.json' | 'rockpool.json'; parts: string[]; over: Row['over'] }
  | { kind: 'closed'; because: Closed }
  | { kind: 'unknown' };

export const openSettings: readonly string[] = [...inRockpool, ...inOpenClaw].map(({ path }) => path);

export function placeOfSetting(path: string): SettingPlace {
  const parts = parseSettingPath(path);
  if (parts === null) return { kind: 'unknown' };
  for (const [file, rows] of [
    ['rockpool.json', inRockpool],
    ['openclaw.json', inOpenClaw],
  ] as const) {
    const row = rows.find((each) => fits(each.path.split('.'), parts));
    if (row !== undefined) return { kind: 'open', file, parts, over: row.over };
  }
  const because = closed.find((each) => each.path === parts[0])?.because;
  return because === undefined ? { kind: 'unknown' } : { kind: 'closed', because };
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  const isDeep = pattern.at(-1) === '**';
  const fixed = isDeep ? pattern.slice(0, -1) : pattern;
  if (isDeep ? parts.length <= fixed.length - 1 : parts.length !== fixed.length) return false;
  return fixed.every((each, index) => each === '*' || each === parts[index]);
}

export type UserSettings = Readonly<Record<string, unknown>>;

/** The settings that count, and what was left out. */
export function readUserSettings(text: string | null): { settings: UserSettings; warnings: Issue[] } {
  if (text === null || text.trim() === '') return { settings: {}, warnings: [] };
  const warn = (path: string, message: string): Issue => ({ path: `settings.json ${path}`.trim(), message });
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { settings: {}, warnings: [warn('', 'is not JSON; it is left out')] };
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { settings: {}, warnings: [warn('', 'must be an object of paths; it is left out')] };
  const warnings: Issue[] = [];
  const settings: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(raw)) {
    const place = placeOfSetting(path);
    if (place.kind !== 'open') warnings.push(warn(path, 'cannot be changed here; it is left out'));
    else if (!isPlain(value)) warnings.push(warn(path, 'has a value of the wrong kind; it is left out'));
    else settings[formatSettingPath(place.parts)] = value;
  }
  return { settings, warnings };
}

/** Plain values only: above all no references to variables, which hold the platform's secrets. */
export function isPlain(value: unknown, depth = 0): boolean {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (typeof value !== 'object' || depth > 6) return false;
  if (Array.isArray(value)) return value.every((each) => isPlain(each, depth + 1));
  return Object.entries(value).every(
    ([key, each]) =>
      !['__proto__', 'constructor', 'prototype', 'source'].includes(key) && isPlain(each, depth + 1),
  );
}

/** A file of the platform as it is with the user's settings in it. `raw` is left as it is. */
export function withUserSettings(
  raw: unknown,
  file: 'openclaw.json' | 'rockpool.json',
  settings: UserSettings,
): unknown {
  const own = Object.entries(settings)
    .map(([path, value]) => ({ value, place: placeOfSetting(path) }))
    .filter(({ place }) => place.kind === 'open' && place.file === file);
  if (own.length === 0 || typeof raw !== 'object' || raw === null) return raw;
  const root = structuredClone(raw) as Record<string, unknown>;
  for (const { place } of own)
    if (place.kind === 'open' && place.over === 'whole') emptyObject(root, place.parts.slice(0, -1));
  for (const { value, place } of own) if (place.kind === 'open') apply(root, raw, place, value);
  return root;
}

function apply(
  root: Record<string, unknown>,
  platform: unknown,
  { parts: wanted, over }: Extract<SettingPlace, { kind: 'open' }>,
  value: unknown,
): void {
  const parts = agentInList(root, wanted);
  const was = valueAtPath(platform, parts);
  if (over === 'fills' && was !== undefined) return;
  if (over === 'takes_away' && value !== false && was === false) return;
  let node: Record<string, unknown> = root;
  for (const key of parts.slice(0, -1)) {
    const next = Object.hasOwn(node, key) ? node[key] : undefined;
    // a model may be written as one text
    if (key === 'model' && typeof next === 'string') node[key] = { primary: next };
    else if (typeof next !== 'object' || next === null) node[key] = {};
    node = node[key] as Record<string, unknown>;
  }
  const last = parts.at(-1) ?? '';
  node[last] = literal(value);
}

/** `agents.entries.<id>` of a configuration that lists its agents the older way. */
function agentInList(root: unknown, parts: string[]): string[] {
  if (parts[0] !== 'agents' || parts[1] !== 'entries') return parts;
  const list = valueAtPath(root, ['agents', 'list']);
  if (!Array.isArray(list)) return parts;
  const index = list.findIndex((each) => valueAtPath(each, ['id']) === parts[2]);
  return index === -1 ? parts : ['agents', 'list', String(index), ...parts.slice(3)];
}

/** All but that the platform switched it off. */
function emptyObject(root: unknown, parts: readonly string[]): void {
  const here = valueAtPath(root, parts);
  if (typeof here !== 'object' || here === null) return;
  for (const [key, value] of Object.entries(here))
    if (key !== 'enabled' || value !== false) delete (here as Record<string, unknown>)[key];
}

function literal(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, literal(each)]));
}

function ofDefaults(key: string): Row {
  return { path: `agents.defaults.${key}`, over: 'replaces' };
}

function ofAgent(key: string): Row {
  return { path: `agents.entries.*.${key}`, over: 'replaces' };
}

function replacing(path: string): Row {
  return { path, over: 'replaces' };
}
