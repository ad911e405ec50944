/** How each search service is asked and what it answers. Pure; a new one is a row. */
import * as z from 'zod/mini';
import type { SearchProviderName } from '../../config/web.ts';

export type Found = { title: string; url: string; text: string };

type Asked = { url: string; method: 'GET' | 'POST'; headers: Record<string, string>; body?: string };

export type SearchProvider = {
  /** null: it has no address of its own */
  baseUrl: string | null;
  needsKey: boolean;
  ask(query: string, count: number, key: string, baseUrl: string): Asked;
  /** Throws for an answer of another shape. */
  read(answer: unknown): Found[];
};

const text = z._default(z.nullish(z.string()), '');
const listOf = <T extends z.ZodMiniType>(item: T) => z._default(z.nullish(z.array(item)), []);

const Brave = z.object({
  web: z.nullish(z.object({ results: listOf(z.object({ title: text, url: text, description: text })) })),
});
const Serper = z.object({ organic: listOf(z.object({ title: text, link: text, snippet: text })) });
const Tavily = z.object({ results: listOf(z.object({ title: text, url: text, content: text })) });
const Bocha = z.object({
  data: z.object({
    webPages: z.nullish(
      z.object({ value: listOf(z.object({ name: text, url: text, snippet: text, summary: text })) }),
    ),
  }),
});
const Zhipu = z.object({ search_result: listOf(z.object({ title: text, link: text, content: text })) });

const post = (url: string, headers: Record<string, string>, body: object): Asked => ({
  url,
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
});
const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
const found = (title: unknown, url: unknown, words: unknown): Found => ({
  title: String(title ?? ''),
  url: String(url ?? ''),
  text: String(words ?? ''),
});

export const searchProviderTable: Record<SearchProviderName, SearchProvider> = {
  brave: {
    baseUrl: 'https://api.search.brave.com',
    needsKey: true,
    ask: (query, count, key, baseUrl) => ({
      url: `${baseUrl}/res/v1/web/search?${new URLSearchParams({ q: query, count: String(count) }).toString()}`,
      method: 'GET',
      headers: { accept: 'application/json', 'x-subscription-token': key },
    }),
    read: (answer) =>
      (Brave.parse(answer).web?.results ?? []).map((each) => found(each.title, each.url, each.description)),
  },
  serper: {
    baseUrl: 'https://google.serper.dev',
    needsKey: true,
    ask: (query, count, key, baseUrl) =>
      post(`${baseUrl}/search`, { 'x-api-key': key }, { q: query, num: count }),
    read: (answer) =>
      (Serper.parse(answer).organic ?? []).map((each) => found(each.title, each.link, each.snippet)),
  },
  tavily: {
    baseUrl: 'https://api.tavily.com',
    needsKey: true,
    ask: (query, count, key, baseUrl) =>
      post(`${baseUrl}/search`, bearer(key), { query, max_results: count }),
    read: (answer) =>
      (Tavily.parse(answer).results ?? []).map((each) => found(each.title, each.url, each.content)),
  },
  bocha: {
    baseUrl: 'https://api.bochaai.com',
    needsKey: true,
    ask: (query, count, key, baseUrl) =>
      post(`${baseUrl}/v1/web-search`, bearer(key), { query, count, summary: true }),
    read: (answer) =>
      (Bocha.parse(answer).data.webPages?.value ?? []).map((each) =>
        found(each.name, each.url, each.summary || each.snippet),
      ),
  },
  zhipu: {
    baseUrl: 'https://open.bigmodel.cn/api',
    needsKey: true,
    ask: (query, count, key, baseUrl) =>
      post(`${baseUrl}/paas/v4/web_search`, bearer(key), {
        search_query: query,
        search_engine: 'search_std',
        search_intent: false,
        count,
      }),
    read: (answer) =>
      (Zhipu.parse(answer).search_result ?? []).map((each) => found(each.title, each.link, each.content)),
  },
  searxng: {
    baseUrl: null,
    needsKey: false,
    ask: (query, _count, _key, baseUrl) => ({
      url: `${baseUrl}/search?${new URLSearchParams({ q: query, format: 'json' }).toString()}`,
      method: 'GET',
      headers: { accept: 'application/json' },
    }),
    read: (answer) =>
      (Tavily.parse(answer).results ?? []).map((each) => found(each.title, each.url, each.content)),
  },
};
