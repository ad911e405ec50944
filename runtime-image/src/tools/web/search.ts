import type { Tool, ToolResult } from '../../agent/tool.ts';
import { searchProviders } from '../../config/schema/web.ts';
import type { WebSettings } from '../../config/web.ts';
import type { Locale } from '../../config/settings.ts';
import { explainFetchFailure, guardedFetch } from '../../net/guarded-fetch.ts';
import { numberArgument, textArgument } from '../arguments.ts';
import { searchProviderTable, type Found } from './search-providers.ts';

const textCharsMax = 500;
const queryCharsMax = 400;

const parameters = {
  type: 'object',
  properties: { query: { type: 'string' }, count: { type: 'number' } },
  required: ['query'],
};

const unconfigured: Record<Locale, string> = {
  zh: `没有配置网页搜索。主人可以直接说，例如“搜索用 bocha，密钥是 …”（工具 config 的 tools.web.search.provider 和 tools.web.search.apiKey），或写进 openclaw.json：provider 为 ${searchProviders.join('、')}，searxng 要写在文件里，带 baseUrl。在此之前可以用 web_fetch 打开已知的网址。`,
  en: `No web search is configured. The owner can just say so, such as "search with bocha, the key is …" (the tool config: tools.web.search.provider and tools.web.search.apiKey), or write it into openclaw.json: provider is one of ${searchProviders.join(', ')}; searxng goes into the file, with its baseUrl. Until then known pages can be opened by web_fetch.`,
};

/** Without a provider it is rare: it then only says what is missing. */
export function webSearchTool({ search, allowHosts }: WebSettings, locale: Locale): Tool {
  const row = search.provider === null ? null : searchProviderTable[search.provider];
  const baseUrl = (search.baseUrl ?? row?.baseUrl ?? '').replace(/\/+$/, '');
  const ready = row !== null && baseUrl !== '' && (search.apiKey !== '' || !row.needsKey);
  return {
    name: 'web_search',
    description: 'Search the web.',
    parameters,
    ...(ready ? {} : { rare: true as const }),
    async run(input, { signal }): Promise<ToolResult> {
      const query = textArgument(input, 'query').trim().slice(0, queryCharsMax);
      if (query === '') return { output: '"query" is empty.', ok: false };
      if (!ready) return { output: unconfigured[locale], ok: false };
      const count = numberArgument(input, 'count', search.resultsMax, 1, 20);
      const { url, ...asked } = row.ask(query, count, search.apiKey, baseUrl);
      const reply = await guardedFetch(url, {
        ...asked,
        timeoutMs: search.timeoutMs,
        signal,
        allow: allowHosts,
        bytesMax: 2_000_000,
      });
      if (reply.kind === 'failed')
        return { output: `The search failed: ${explainFetchFailure(reply, 'en')}.`, ok: false };
      if (reply.status !== 200) return refused(search.provider ?? '', reply.status, reply.bytes.toString());
      let results: Found[];
      try {
        results = row.read(JSON.parse(reply.bytes.toString())).slice(0, count);
      } catch {
        return { output: `${search.provider} answered in a form that is not known.`, ok: false };
      }
      return { output: results.map(write).join('\n\n') || 'Nothing was found.', ok: true };
    },
  };
}

function write({ title, url, text }: Found, index: number): string {
  return [`${index + 1}. ${plain(title)}`, url, plain(text).slice(0, textCharsMax)]
    .filter(Boolean)
    .join('\n');
}

function plain(text: string): string {
  return text
    .replace(/<[^>]{1,40}>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function refused(provider: string, status: number, body: string): ToolResult {
  const why =
    status === 401 || status === 403
      ? 'the key of tools.web.search is not accepted'
      : status === 402 || status === 429
        ? 'its quota is used up or it was asked too often'
        : body.slice(0, 200);
  return { output: `${provider} answered ${status}: ${why}.`, ok: false };
}
