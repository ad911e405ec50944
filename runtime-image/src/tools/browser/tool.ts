import type { Tool, ToolContext, ToolResult } from '../../agent/tool.ts';
import { judgeUrl } from '../../net/address.ts';
import { explainFetchFailure } from '../../net/guarded-fetch.ts';
import { cutAtLines } from '../../agent/large-output.ts';
import { ArgumentError, textArgument } from '../arguments.ts';
import { writeInside } from '../write-inside.ts';
import { actions } from './actions.ts';
import type { Browser, BrowserUse, Tabs } from './browser.ts';
import { NoBrowserError } from './chromium-launch.ts';
import { takeDownloads } from './downloads.ts';
import type { Page } from './playwright.bundle.ts';

const snapshotCharsMax = 12_000;
const snapshotMs = 10_000;
const names = [...Object.keys(actions), 'tabs', 'close'];

const parameters = {
  type: 'object',
  properties: {
    action: { type: 'string', enum: names },
    url: { type: 'string' },
    ref: { type: 'string', description: 'mark of an element in the newest snapshot' },
    text: {
      type: 'string',
      description: 'to type; option to select; key to press, such as Enter; number of a tab',
    },
    fields: {
      type: 'array',
      items: { type: 'object', properties: { ref: { type: 'string' }, text: { type: 'string' } } },
    },
    accept: { type: 'boolean', description: 'answer questions of the page with OK' },
  },
  required: ['action'],
};

export type BrowserToolRoom = {
  browser: Browser;
  /** exact `host:port` pairs that may be reached although they are private */
  allow(): readonly string[];
  now(): number;
};

export function browserTool(room: BrowserToolRoom): Tool {
  return {
    name: 'browser',
    description:
      'Use web pages: open, read, click, fill forms, take screenshots. Start with navigate; it shows the page with the refs of its elements.',
    rare: true,
    parameters,
    async run(input, context) {
      if (!context.byOwner)
        return bad(
          'Only the owner may have the browser used: it holds the owner’s logins. web_fetch reads pages.',
        );
      // what others in a group write could be taken for the owner's wish
      if (context.message.chat.kind === 'group')
        return bad(
          'Not in a group; the owner may have the browser used in a private chat. web_fetch reads pages.',
        );
      const action = textArgument(input, 'action');
      if (!names.includes(action)) return bad(`"action" must be one of ${names.join(', ')}.`);
      if (action === 'navigate') {
        const refusal = refusedUrl(textArgument(input, 'url'), room.allow());
        if (refusal !== null) return bad(refusal);
      }
      try {
        const work = room.browser.use(context.sessionKey, (use) => act(action, input, use, context, room));
        return await untilStopped(work, context.signal);
      } catch (error) {
        context.signal.throwIfAborted();
        if (error instanceof NoBrowserError || error instanceof ArgumentError) return bad(error.message);
        return bad(`${action} failed: ${firstLine(error as Error)}`);
      }
    },
  };
}

async function act(
  action: string,
  input: Record<string, unknown>,
  use: BrowserUse,
  context: ToolContext,
  room: BrowserToolRoom,
): Promise<ToolResult> {
  const { tabs } = use;
  context.signal.throwIfAborted();
  if (action === 'tabs') return { output: await chooseTab(tabs, input), ok: true };
  if (action === 'close') {
    await tabs.front?.close();
    return {
      output: tabs.front === null ? 'Closed.' : `Closed; ${tabs.front.url()} is in front now.`,
      ok: true,
    };
  }
  if (tabs.front === null && action !== 'navigate') return bad('No page is open; navigate to one first.');
  const page = tabs.front ?? (await use.openPage());
  tabs.news.accept = input.accept === true;
  use.takeRefused();
  let text: string;
  let images: ToolResult['images'];
  let changed = false;
  let ok = true;
  try {
    const done = await actions[action]!(page, input);
    text = done.text;
    changed = done.changed === true;
    if (done.image !== undefined) {
      const { bytes, mimeType, base64 } = done.image;
      const file = `screenshots/${new Date(room.now()).toISOString().replace(/\W/g, '').slice(0, 15)}.jpg`;
      const refusal = await writeInside(context.workspace, file, bytes);
      text = refusal ?? `Saved as ${file}.`;
      images = [{ mimeType, base64 }];
    }
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    const refused = use.takeRefused();
    const why = refused === null ? firstLine(error as Error) : `${refused} is private or cannot be reached`;
    // a file that is downloaded ends the navigation with an error
    ok = tabs.news.downloads.length > 0;
    text = ok ? '' : `${action} failed: ${why}.`;
  }
  const front = tabs.front ?? page;
  const saved = await takeDownloads(tabs.news, context.workspace);
  const news = tabs.news.said.splice(0);
  const shown = changed && !front.isClosed() ? await show(front) : '';
  const output = [text, ...saved, ...news, shown].filter((part) => part !== '').join('\n');
  return { output: output || 'Done.', ok, ...(images && { images }) };
}

async function show(page: Page): Promise<string> {
  const tree = await page.ariaSnapshot({ mode: 'ai', timeout: snapshotMs });
  const head = `${await page.title()}\n${page.url()}\n`;
  if (tree.length <= snapshotCharsMax) return head + (tree || '(an empty page)');
  const { head: beginning } = cutAtLines(tree);
  return `${head}${beginning}\n[the page goes on; extract gives its text]`;
}

async function chooseTab(tabs: Tabs, input: Record<string, unknown>): Promise<string> {
  if (input.text !== undefined) {
    const page = tabs.pages[Number(input.text) - 1];
    if (page === undefined) throw new ArgumentError('There is no tab of that number.');
    tabs.front = page;
  }
  const lines = await Promise.all(
    tabs.pages.map(
      async (page, index) =>
        `${index + 1}${page === tabs.front ? ' (in front)' : ''}: ${await page.title().catch(() => '')} ${page.url()}`,
    ),
  );
  return lines.join('\n') || 'No page is open.';
}

/** Null when it may be tried; names are checked where the connection is made. */
function refusedUrl(text: string, allow: readonly string[]): string | null {
  if (!URL.canParse(text)) return 'That is not a whole URL; begin it with https://.';
  const judged = judgeUrl(new URL(text), allow);
  return judged.kind === 'refused'
    ? `${explainFetchFailure({ kind: 'failed', why: judged.why }, 'en')}.`
    : null;
}

/** What goes on in the browser ends by its own limits; the turn does not wait for it. */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  work.catch(() => {});
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function firstLine({ message }: Error): string {
  return (
    message
      .split('\n')[0]!
      .replace(/^\w+\.\w+: /, '')
      // the class of an error, whose name is two letters in the bundle
      .replace(/^(?:async )?[\w$]{1,3}: /, '')
      .replace(/\.$/, '')
      .slice(0, 300)
  );
}

function bad(output: string): ToolResult {
  return { output, ok: false };
}
