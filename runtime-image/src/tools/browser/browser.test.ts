/** The machine's own Chromium on pages of this machine. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toolContext } from '../../agent/testing.ts';
import { runTool } from '../../agent/run-tool.ts';
import { readBrowser } from '../../config/browser.ts';
import { readWeb } from '../../config/web.ts';
import { readProcesses, readVariable } from '../../processes/process-table.ts';
import { markName } from '../../processes/end-strays.ts';
import type { LiveShell } from '../../processes/strays.ts';
import { removeDir, tempDir, until } from '../../testing/temp-dir.ts';
import { createBrowser, type Browser } from './browser.ts';
import { browserTool } from './tool.ts';

const pages: Record<string, string> = {
  '/form': `<title>Order</title><form action="/done"><label>Name <input name="name"></label>
    <label>Size <select name="size"><option>small<option>large</select></label>
    <label><input type="checkbox" name="gift"> As a gift</label><button>Order</button></form>`,
  '/buttons': `<title>Buttons</title><button onclick="document.title=confirm('Sure?')?'yes':'no'">Ask</button>
    <button onclick="this.remove()">Vanish</button><a href="/report" download>Report</a>
    <a href="/form" target="_blank">Other tab</a><input aria-label="Box" onkeydown="if(event.key==='Enter')document.title=this.value">`,
  '/sneaky':
    '<title>Sneaky</title><script>fetch("http://127.0.0.1:PRIVATE/").then(r=>r.text()).then(t=>document.title=t,()=>document.title="blocked")</script>',
  '/long': `<title>Long</title>${'<p><button>One of very many buttons here</button></p>'.repeat(2_000)}`,
};

const chromium = '/usr/bin/chromium';
describe.skipIf(!existsSync(chromium))(
  `the browser${existsSync(chromium) ? '' : ' (skipped: no Chromium)'}`,
  () => {
    const root = tempDir();
    const workspace = path.join(root, 'workspace');
    mkdirSync(workspace);
    const live = new Set<LiveShell>();
    const marks: string[] = [];
    let server: Server;
    let secret: Server;
    let secretAsked = 0;
    let port: number;
    let browser: Browser;
    const web = () => readWeb({}, { allowHosts: [`127.0.0.1:${port}`] }, String, []);
    const listen = async (each: Server): Promise<number> => {
      await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
      return (each.address() as AddressInfo).port;
    };
    beforeAll(async () => {
      secret = createServer((_, response) => {
        secretAsked += 1;
        response.writeHead(200, { 'access-control-allow-origin': '*' }).end('the secret');
      });
      const privatePort = await listen(secret);
      server = createServer((request, response) => {
        const url = new URL(request.url!, 'http://x');
        if (url.pathname === '/done') return void response.end(`<title>Thanks</title>${url.search}`);
        if (url.pathname === '/away')
          return void response.writeHead(302, { location: `http://127.0.0.1:${privatePort}/` }).end();
        if (url.pathname === '/report')
          return void response
            .writeHead(200, { 'content-disposition': 'attachment; filename="../r.txt"' })
            .end('figures');
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
        response.end(pages[url.pathname]?.replace('PRIVATE', String(privatePort)));
      });
      port = await listen(server);
      browser = createBrowser({
        config: () => ({
          browser: readBrowser(undefined),
          web: web(),
          locale: 'en',
          timeZone: 'Asia/Shanghai',
        }),
        environment: { PATH: process.env.PATH, SANDBOX_SECRET: 'sk-hidden' },
        folder: path.join(root, 'browser'),
        shells: {
          live,
          newMark() {
            marks.push(randomBytes(16).toString('hex'));
            return marks.at(-1)!;
          },
        },
      });
    });
    afterAll(async () => {
      await browser.close();
      server.close();
      secret.close();
      removeDir(root);
    });
    const use = (input: object, sessionKey = 'one', signal?: AbortSignal) =>
      runTool(
        { id: '1', name: 'browser', input: JSON.stringify(input) },
        [browserTool({ browser, allow: () => web().allowHosts, now: () => 0 })],
        toolContext(workspace, { sessionKey, ...(signal && { signal }) }),
      );
    const go = (where: string) => use({ action: 'navigate', url: `http://127.0.0.1:${port}${where}` });
    const refOf = (shown: string, what: string) => new RegExp(`${what}.*?\\[ref=(\\w+)\\]`).exec(shown)![1]!;

    it('fills a form by the refs of a snapshot and submits it', async () => {
      const { output, ok } = await go('/form');
      expect(ok).toBe(true);
      expect(output).toMatch(/^Order\nhttp/);
      const fields = [
        { ref: refOf(output, 'textbox "Name"'), text: '林 Ada' },
        { ref: refOf(output, 'combobox "Size"'), text: 'large' },
        { ref: refOf(output, 'checkbox "As a gift"'), text: 'true' },
      ];
      expect(await use({ action: 'fill', fields })).toMatchObject({ ok: true });
      const done = await use({ action: 'click', ref: refOf(output, 'button "Order"') });
      expect(done.output).toContain('Thanks');
      const said = (await use({ action: 'extract' })).output;
      expect(decodeURIComponent(said)).toBe('?name=林+Ada&size=large&gift=on');
    }, 60_000);

    it('types and presses keys, and goes back', async () => {
      const { output } = await go('/buttons');
      const ref = refOf(output, 'textbox "Box"');
      await use({ action: 'type', ref, text: 'crab' });
      expect((await use({ action: 'press', text: 'Enter' })).output).toContain('crab\n');
      expect((await use({ action: 'back' })).output).toContain('Thanks');
    });

    it('says which ref is no longer there', async () => {
      const { output } = await go('/buttons');
      const ref = refOf(output, 'button "Vanish"');
      await use({ action: 'click', ref });
      expect(await use({ action: 'click', ref })).toEqual({
        output: `There is no ${ref} on the page now; take a new snapshot.`,
        ok: false,
      });
      expect((await use({ action: 'click', ref: 'body > a' })).output).toContain('is a mark of a snapshot');
    });

    it('cancels questions of a page unless it is told to accept them, and tells', async () => {
      const { output } = await go('/buttons');
      const ref = refOf(output, 'button "Ask"');
      const asked = await use({ action: 'click', ref });
      expect(asked.output).toContain('The page asks: Sure? (It was cancelled');
      expect(asked.output).toContain('\nno\n');
      expect((await use({ action: 'click', ref, accept: true })).output).toContain('\nyes\n');
    });

    it('keeps downloads and screenshots in the workspace', async () => {
      const { output } = await go('/buttons');
      const got = await use({ action: 'click', ref: refOf(output, 'link "Report"') });
      expect(got.output).toMatch(/Downloaded downloads\/[\w.]*r\.txt \(7 bytes\)/);
      const [file] = readdirSync(path.join(workspace, 'downloads'));
      expect(readFileSync(path.join(workspace, 'downloads', file!), 'utf8')).toBe('figures');
      const shot = await use({ action: 'screenshot' });
      expect(shot.images).toHaveLength(1);
      const kept = /screenshots\/\S+\.jpg/.exec(shot.output)![0];
      expect(readFileSync(path.join(workspace, kept)).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    });

    it('opens a link’s new tab in front and finds the way back to the first', async () => {
      const { output } = await go('/buttons');
      expect((await use({ action: 'click', ref: refOf(output, 'link "Other tab"') })).output).toContain(
        'Order',
      );
      const tabs = (await use({ action: 'tabs' })).output;
      expect(tabs).toMatch(/1: Buttons .*\n2 \(in front\): Order/);
      await use({ action: 'close' });
      expect((await use({ action: 'snapshot' })).output).toMatch(/^Buttons/);
    });

    it('reaches no private address, by name, redirect or script, and no file', async () => {
      for (const url of [
        'http://169.254.169.254/',
        'http://localhost:1/',
        'file:///etc/passwd',
        'chrome://version',
      ])
        expect(await use({ action: 'navigate', url })).toMatchObject({ ok: false });
      expect((await go('/away')).output).not.toContain('the secret');
      await go('/sneaky');
      await until(async () => (await use({ action: 'snapshot' })).output.startsWith('blocked'));
      expect(secretAsked).toBe(0);
    });

    it('cuts a long page', async () => {
      const { output } = await go('/long');
      expect(output.length).toBeLessThan(13_000);
      expect(output).toContain('[the page goes on; extract gives its text]');
    });

    it('gives each conversation pages of its own', async () => {
      expect(await use({ action: 'snapshot' }, 'two')).toEqual({
        output: 'No page is open; navigate to one first.',
        ok: false,
      });
    });

    it('gets none of the gateway’s environment, and is known as no stray', () => {
      const own = readProcesses().filter(({ pid }) => readVariable(pid, markName) === marks[0]);
      expect(own.length).toBeGreaterThan(0);
      for (const { pid } of own) expect(readVariable(pid, 'SANDBOX_SECRET')).toBe(null);
      expect([...live].map(({ mark }) => mark)).toEqual([marks[0]]);
    });

    it('says that a page broke, and opens the next one', async () => {
      await go('/form');
      const family = new Set([...live].map(({ pid }) => pid));
      const processes = readProcesses().sort((one, other) => one.pid - other.pid);
      for (const { pid, ppid } of processes) if (family.has(ppid)) family.add(pid);
      const renderers = processes.filter(
        ({ pid }) =>
          family.has(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer'),
      );
      expect(renderers.length).toBeGreaterThan(0);
      for (const { pid } of renderers) process.kill(pid, 'SIGKILL');
      const told: string[] = [];
      await until(async () => {
        told.push((await use({ action: 'snapshot' })).output);
        return told.at(-1)!.includes('No page is open');
      });
      const opened = await go('/form');
      expect([...told, opened.output].join()).toContain('The page broke');
      expect(opened.output).toContain('Order');
    });

    it('holds no stopped turn, ends with all its processes, and starts again', async () => {
      const stop = new AbortController();
      const asked = use({ action: 'snapshot' }, 'one', stop.signal);
      stop.abort(new Error('stopped'));
      await expect(asked).rejects.toThrow('stopped');
      await browser.close();
      await until(() => readProcesses().every(({ pid }) => readVariable(pid, markName) !== marks[0]));
      expect(live.size).toBe(0);
      expect((await go('/form')).ok).toBe(true);
    });
  },
);

it('says what to do where there is no Chromium, and answers a wrong wish', async () => {
  const root = tempDir();
  const browser = createBrowser({
    config: () => ({
      browser: readBrowser({ executablePath: '/nowhere/chromium' }),
      web: readWeb({}, {}, String, []),
      locale: 'en',
      timeZone: 'UTC',
    }),
    environment: {},
    folder: path.join(root, 'browser'),
    shells: { live: new Set(), newMark: () => 'mark' },
  });
  const use = (input: object, byOwner = true, chat = toolContext(root).message.chat) =>
    runTool(
      { id: '1', name: 'browser', input: JSON.stringify(input) },
      [browserTool({ browser, allow: () => [], now: () => 0 })],
      toolContext(root, { byOwner, message: { ...toolContext(root).message, chat } }),
    );
  const guest = await use({ action: 'navigate', url: 'https://example.com' }, false);
  expect(guest).toMatchObject({ ok: false, output: expect.stringContaining('Only the owner') });
  const group = { id: 'oc_1', kind: 'group', threadId: null } as const;
  const inGroup = await use({ action: 'navigate', url: 'https://example.com' }, true, group);
  expect(inGroup).toMatchObject({ ok: false, output: expect.stringContaining('Not in a group') });
  const refused = await use({ action: 'navigate', url: 'https://example.com' });
  expect(refused).toMatchObject({ ok: false, output: expect.stringContaining('web_fetch') });
  expect(await use({ action: 'hop' })).toMatchObject({ ok: false });
  expect(browser.isRunning()).toBe(false);
  removeDir(root);
});
