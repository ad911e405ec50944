import type { Issue } from './issue.ts';
import { searchProviders, type WebRules, type WebSection } from './schema/web.ts';
import type { SecretReader } from './secret.ts';

export type SearchProviderName = (typeof searchProviders)[number];

export type WebSettings = {
  /** exact `host:port` pairs that tools may reach although they are private */
  allowHosts: string[];
  fetch: { enabled: boolean; timeoutMs: number; userAgent: string | null };
  search: {
    enabled: boolean;
    /** null: none was configured */
    provider: SearchProviderName | null;
    apiKey: string;
    /** null: the provider's own */
    baseUrl: string | null;
    resultsMax: number;
    timeoutMs: number;
  };
};

export function readWeb(
  section: WebSection | undefined,
  rules: WebRules | undefined,
  readSecret: SecretReader,
  warnings: Issue[],
): WebSettings {
  const { search = {}, fetch = {} } = section ?? {};
  const provider = searchProviders.find((name) => name === search.provider) ?? null;
  const at = 'tools.web.search';
  if (search.provider !== undefined && provider === null)
    warnings.push({
      path: `${at}.provider`,
      message: `${search.provider} is not known; known are ${searchProviders.join(', ')}`,
    });
  if (provider === 'searxng' && search.baseUrl === undefined)
    warnings.push({ path: `${at}.baseUrl`, message: 'is missing; searxng has no address of its own' });
  return {
    allowHosts: rules?.allowHosts ?? [],
    fetch: {
      enabled: fetch.enabled ?? true,
      timeoutMs: (fetch.timeoutSeconds ?? 20) * 1_000,
      userAgent: fetch.userAgent ?? null,
    },
    search: {
      enabled: search.enabled ?? true,
      provider,
      apiKey: search.apiKey === undefined ? '' : readSecret(search.apiKey, `${at}.apiKey`),
      baseUrl: search.baseUrl ?? null,
      resultsMax: search.maxResults ?? 5,
      timeoutMs: (search.timeoutSeconds ?? 15) * 1_000,
    },
  };
}
