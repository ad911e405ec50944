import type { ModelFormat } from './model-form.ts';

/**
 * What a subscriber may enter as the base URL of a model. Pure: names are not resolved here, the connection itself
 * refuses private addresses (`guarded-request.ts`).
 */
export type ModelUrlRefusal = 'not_a_url' | 'not_https' | 'has_credentials' | 'has_query' | 'private_address';

export type ModelUrl =
  { ok: true; base: string; endpoint: URL; exempt: boolean } | { ok: false; reason: ModelUrlRefusal };

const defaultPorts: Record<string, string> = { 'http:': '80', 'https:': '443' };

/**
 * `allow` holds exact `host:port` pairs that may be reached although private and without TLS (the operator's list);
 * for those `exempt` is true. `base` is the normal form to store: no trailing slash, no `/chat/completions` or `/messages`.
 * `endpoint` is where the gateway would ask.
 */
export function parseModelUrl(
  text: string,
  allow: ReadonlySet<string>,
  format: ModelFormat = 'openai-completions',
): ModelUrl {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return { ok: false, reason: 'not_a_url' };
  }
  const defaultPort = defaultPorts[url.protocol];
  if (defaultPort === undefined) return { ok: false, reason: 'not_https' };
  if (url.username !== '' || url.password !== '') return { ok: false, reason: 'has_credentials' };
  if (url.search !== '' || url.hash !== '') return { ok: false, reason: 'has_query' };

  const exempt = allow.has(`${url.hostname}:${url.port || defaultPort}`);
  if (!exempt && url.protocol !== 'https:') return { ok: false, reason: 'not_https' };
  if (!exempt && isLocalName(url.hostname)) return { ok: false, reason: 'private_address' };

  const call = format === 'anthropic-messages' ? '/messages' : '/chat/completions';
  const path = url.pathname.replace(/\/+$/, '');
  const base = `${url.origin}${path.endsWith(call) ? path.slice(0, -call.length) : path}`;
  // Anthropic's bases are written with and without the version
  const version = format === 'anthropic-messages' && !/\/v\d+$/.test(base) ? '/v1' : '';
  return { ok: true, base, endpoint: new URL(`${base}${version}${call}`), exempt };
}

function isLocalName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name.endsWith('.local') ||
    name.endsWith('.internal')
  );
}
