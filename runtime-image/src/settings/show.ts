/** What is shown of a setting: never a secret. Pure. */
import { parseSettingPath } from '../config/setting-path.ts';

/** Answers and the model read the same words, so that neither learns more than the other. */
const hidden = '(set, not shown)';

export function showSetting(path: string, value: unknown): string {
  if (value === undefined) return '(not set)';
  if (isSecretSetting(path)) return hidden;
  return JSON.stringify(hideSecrets(value));
}

/** Whether a value at this path is one that nobody reads again, also where the path is misspelt. */
function isSecretSetting(path: string): boolean {
  return (parseSettingPath(path) ?? path.split(/[^\w-]+/)).some(isSecretName);
}

/** Whether a value that is set there is, or holds, one that nobody reads again. */
export function holdsSecret(path: string, value: unknown): boolean {
  return isSecretSetting(path) || hasSecretName(value);
}

/** deeper values are none that a setting takes */
const depthMax = 8;

function hasSecretName(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth > depthMax) return true;
  return Object.entries(value).some(([key, each]) => isSecretName(key) || hasSecretName(each, depth + 1));
}

/** Secrets that stand where no name tells them, such as in an address. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= secretCharsMin)
    .reduce((shown, secret) => shown.replaceAll(secret, hidden), text);
}

/** shorter ones are words that stand anywhere */
const secretCharsMin = 6;

/** `env` and `headers` hold whatever their program or service wants */
function isSecretName(name: string): boolean {
  return (
    /(?:key|token|secret|password|authorization|credentials?)$/i.test(name) || /^(?:env|headers)$/i.test(name)
  );
}

function hideSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, isSecretName(key) ? '(not shown)' : hideSecrets(each)]),
  );
}
