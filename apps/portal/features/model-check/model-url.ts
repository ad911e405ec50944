/**
 * What a subscriber may enter as the base URL of a model. Pure: names are not resolved here, the connection itself
 * refuses private addresses (`guarded-request.ts`).
 */
export type ModelUrlRefusal = 'not_a_url' | 'not_https' | 'has_credentials' | 'has_query' | 'private_address';

export type ModelUrl =
  { ok: true; base: string; completions: URL; exempt: boolean } | { ok: false; reason: ModelUrlRefusal };

const defaultPorts: Record<string, string> = { 'http:': '80', 'https:': '443' };

/**
 * `allow` holds exact `host:port` pairs that may be reached although private and without TLS (the operator's list);
 * for those `exempt` is true. `base` is the normal form to store: no trailing slash, no `/chat/completions`.
 */
export function parseModelUrl(text: string, allow: ReadonlySet<string>): ModelUrl {
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

  const path = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '');
  const base = `${url.origin}${path}`;
  return { ok: true, base, completions: new URL(`${base}/chat/completions`), exempt };
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
