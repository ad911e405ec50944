/** A web form filled by the agent in a turn: the whole gateway, the machine's own Chromium, a page of this machine. */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  inbound,
  openclawFile,
  removeDir,
  rockpoolFile,
  startGateway,
  startModelEmulator,
  tempDir,
  until,
  writeConfig,
  type ModelEmulator,
  type TestGateway,
} from '../../testing.ts';

const isThere = existsSync('/usr/bin/chromium');
const page = `<title>Tea shop</title><form action="/ordered"><label>Name <input name="name"></label>
  <label>Tea <select name="tea"><option>green<option>oolong</select></label><button>Order</button></form>`;

describe.skipIf(!isThere)(`a form on the web${isThere ? '' : ' (skipped: no Chromium)'}`, () => {
  const dir = tempDir();
  const submitted: string[] = [];
  let server: Server;
  let origin: string;
  let model: ModelEmulator;
  let one: TestGateway;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url!, 'http://x');
      if (pathname === '/ordered') submitted.push(`${searchParams.get('name')}: ${searchParams.get('tea')}`);
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(pathname === '/ordered' ? '<title>Thanks</title><h1>Order 4711 is placed</h1>' : page);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    origin = `http://127.0.0.1:${port}`;
    model = await startModelEmulator({ models: ['glm-4.7'] });
    const web = { allowHosts: [`127.0.0.1:${port}`] };
    writeConfig(dir, openclawFile(model.baseUrl), { ...rockpoolFile, web });
    one = await startGateway(dir);
  });
  afterAll(async () => {
    await one.stop();
    await model.close();
    server.close();
    removeDir(dir);
  });

  const browse = (input: object): void =>
    model.queue({
      answer: { steps: [{ type: 'tool', name: 'more_tools', arguments: { name: 'browser', input } }] },
    });
  /** One turn; answers what its last tool showed the model. */
  async function turn(text: string, answer: string): Promise<string> {
    model.queue({ answer: { steps: [{ type: 'text', text: answer }] } });
    await one.channel().host.receive(inbound(text));
    await until(() => one.channel().sent.at(-1)?.text === answer);
    const { messages } = model.requests.at(-1)!.body as { messages: { role: string; content: string }[] };
    return messages.findLast(({ role }) => role === 'tool')!.content;
  }

  it('is opened, filled and sent by the model’s calls, and it reads what came of it', async () => {
    browse({ action: 'navigate', url: `${origin}/` });
    const shown = await turn('Open the tea shop.', 'It is open.');
    expect(shown).toContain('Tea shop');
    const ref = (what: string) => new RegExp(`${what}.*?\\[ref=(\\w+)\\]`).exec(shown)![1]!;
    browse({
      action: 'fill',
      fields: [
        { ref: ref('textbox "Name"'), text: '林 Ada' },
        { ref: ref('combobox "Tea"'), text: 'oolong' },
      ],
    });
    browse({ action: 'click', ref: ref('button "Order"') });
    expect(await turn('Order oolong for me.', 'Ordered.')).toContain('Order 4711 is placed');
    expect(submitted).toEqual(['林 Ada: oolong']);
  }, 60_000);
});
