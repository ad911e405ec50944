import type { Tool, ToolResult } from '../../agent/tool.ts';
import type { WebSettings } from '../../config/web.ts';
import { explainFetchFailure, guardedFetch } from '../../net/guarded-fetch.ts';
import { numberArgument, textArgument } from '../arguments.ts';
import { writeReached } from '../write-inside.ts';
import { decodeBody, kindOf } from './body-text.ts';
import { readPage } from './read-page.ts';

const agentName = 'Mozilla/5.0 (compatible; Rockpool)';
const pageBytesMax = 2_000_000;
const fileBytesMax = 20_000_000;
const charsDefault = 15_000;
const charsMax = 200_000;
const keptMs = 15 * 60_000;
const keptMax = 16;

const parameters = {
  type: 'object',
  properties: {
    url: { type: 'string' },
    maxChars: { type: 'number' },
    saveTo: { type: 'string', description: 'save the file here instead' },
  },
  required: ['url'],
};

/** What was read not long ago, by its address. */
export type PageCache = Map<string, { at: number; text: string }>;

/** @param now milliseconds, for the age of what is kept */
export function webFetchTool(settings: WebSettings, cache: PageCache, now: () => number): Tool {
  return {
    name: 'web_fetch',
    description: 'Read a web page as text.',
    parameters,
    async run(input, context) {
      const url = textArgument(input, 'url').trim();
      const shown = numberArgument(input, 'maxChars', charsDefault, 100, charsMax);
      const saveTo = input.saveTo === undefined ? null : textArgument(input, 'saveTo');
      const kept = cache.get(url);
      if (saveTo === null && kept !== undefined && now() - kept.at < keptMs) return show(kept.text, shown);
      const reply = await guardedFetch(url, {
        headers: {
          'user-agent': settings.fetch.userAgent ?? agentName,
          accept: 'text/html,application/xhtml+xml,text/plain,application/json;q=0.9,*/*;q=0.8',
        },
        bytesMax: saveTo === null ? pageBytesMax : fileBytesMax,
        whenLarge: saveTo === null ? 'cut' : 'refuse',
        timeoutMs: settings.fetch.timeoutMs,
        signal: context.signal,
        allow: settings.allowHosts,
      });
      if (reply.kind === 'failed') return { output: `${explainFetchFailure(reply, 'en')}.`, ok: false };
      const type = reply.headers['content-type'] ?? '';
      const isError = reply.status >= 400;
      if (saveTo !== null && !isError) {
        const refusal = await writeReached(context, saveTo, reply.bytes);
        return refusal === null
          ? { output: `Saved ${reply.bytes.length} bytes (${type || 'of no type'}) to ${saveTo}.`, ok: true }
          : { output: refusal, ok: false };
      }
      const kind = kindOf(type, reply.bytes);
      if (kind === 'binary' && !isError) {
        const size = reply.headers['content-length'] ?? String(reply.bytes.length);
        return {
          output: `That is no text but ${type || 'a binary file'} (${size} bytes). With saveTo it is saved to the workspace.`,
          ok: false,
        };
      }
      const words = kind === 'binary' ? '' : await textOf(kind, type, reply.bytes, reply.url, context.signal);
      if (words === null) return { output: 'The page is too large or too tangled to be read.', ok: false };
      const text = reply.cut ? `${words}\n[the rest of the file was not loaded]` : words;
      if (isError)
        return { output: `The server answered ${reply.status}.\n${text.slice(0, 2_000)}`.trim(), ok: false };
      keep(cache, url, { at: now(), text: text.slice(0, charsMax) });
      return show(text, shown);
    },
  };
}

async function textOf(
  kind: 'page' | 'text',
  type: string,
  bytes: Buffer,
  url: string,
  signal: AbortSignal,
): Promise<string | null> {
  const text = decodeBody(type, bytes);
  if (kind === 'text') return text;
  const page = await readPage(text, url, signal);
  if (page === null) return null;
  return [page.title === '' ? '' : `# ${page.title}`, page.text || '(no text)'].filter(Boolean).join('\n\n');
}

function show(text: string, charsShown: number): ToolResult {
  const rest = text.length - charsShown;
  const output =
    rest > 0 ? `${text.slice(0, charsShown)}\n[${rest} more characters; ask with a larger maxChars]` : text;
  return { output: output === '' ? '(empty)' : output, ok: true };
}

function keep(cache: PageCache, url: string, page: { at: number; text: string }): void {
  cache.delete(url);
  cache.set(url, page);
  for (const oldest of cache.keys()) {
    if (cache.size <= keptMax) return;
    cache.delete(oldest);
  }
}
