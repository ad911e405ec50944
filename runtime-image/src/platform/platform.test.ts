import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NoticeReceipt } from '../control/notices.ts';
import { PlatformRequest, PlatformRequestList } from '../control/platform-requests.ts';
import {
  inbound,
  openclawFile,
  removeDir,
  rockpoolFile,
  startGateway,
  tempDir,
  until,
  writeConfig,
  type TestGateway,
} from '../testing.ts';

const platform = { portalUrl: 'https://pool.example.com' };

let stateDir: string;
let one: TestGateway;
const openGateways: TestGateway[] = [];
const start = async (now: () => number = Date.now): Promise<TestGateway> => {
  const gateway = await startGateway(stateDir, now);
  openGateways.push(gateway);
  return gateway;
};

beforeEach(async () => {
  stateDir = tempDir();
  writeConfig(stateDir, openclawFile('http://127.0.0.1:9'), { ...rockpoolFile, platform });
  one = await start();
});
afterEach(async () => {
  await Promise.all(openGateways.splice(0).map((gateway) => gateway.stop()));
  removeDir(stateDir);
});

const hear = (text: string, more = {}, gateway = one) => gateway.channel().host.receive(inbound(text, more));
const answers = (gateway = one) => gateway.channel().sent.map(({ text }) => text);
const requests = async (wait = 20, gateway = one): Promise<PlatformRequest[]> => {
  const response = await gateway.get(`/control/requests?wait=${wait}`);
  return PlatformRequestList.parse(await response.json()).requests.map((each) => PlatformRequest.parse(each));
};
const answer = (id: string, text: string, gateway = one) =>
  gateway.post(`/control/requests/${id}/answer`, { text });
const notify = async (id: string, text: string, gateway = one) =>
  NoticeReceipt.parse(await (await gateway.post('/control/notify', { id, text })).json());

describe('/renew', () => {
  it('is held out to whoever waits at once, and the chat has the answer', async () => {
    const waiting = requests();
    await hear('/renew 3');
    const [request] = await waiting;
    expect(request).toMatchObject({ kind: 'renew', days: 3, mayPay: false });
    expect((await answer(request!.id, 'Three days more.')).status).toBe(200);
    await until(() => answers().length === 1);
    expect(answers()).toEqual(['Three days more.']);
    expect(await requests(0)).toEqual([]);
  });

  it.each([
    ['/renew', { days: 1, mayPay: false }],
    ['/renew top-up', { days: 'top-up', mayPay: false }],
    ['/renew 2天', { days: 2, mayPay: false }],
    ['/renew 5 points', { days: 5, mayPay: true }],
    ['/renew points', { days: 1, mayPay: true }],
  ])('%s', async (text, wish) => {
    await hear(text);
    await until(async () => (await requests(0)).length === 1);
    expect((await requests(0))[0]).toMatchObject(wish);
  });

  it.each(['/renew 0', '/renew 32', '/renew -1', '/renew 1 2', '/renew all', '/renew 1e3'])(
    '%s is answered with what is allowed, and asks nobody',
    async (text) => {
      await hear(text);
      await until(() => answers().length === 1);
      expect(answers()[0]).toContain('1 to 31');
      expect(await requests(0)).toEqual([]);
    },
  );

  it('of somebody else than the owner asks nobody', async () => {
    one.write(
      openclawFile('http://127.0.0.1:9', {
        channels: {
          feishu: {
            appId: 'cli_test',
            appSecret: 'app-secret-for-tests',
            dmPolicy: 'open',
            allowFrom: ['*'],
          },
        },
      }),
      { ...rockpoolFile, platform },
    );
    await until(() => one.gateway.config().channels[0]?.access.dmPolicy === 'open');
    await hear('/renew', {
      sender: { id: 'ou_stranger', name: 'Eve' },
      chat: { id: 'oc_e', kind: 'direct', threadId: null },
    });
    await until(() => answers().length === 1);
    expect(answers()[0]).toContain('Only the owner may use /renew');
    expect(await requests(0)).toEqual([]);
  });

  it('that is delivered twice is one request, and a second message is another', async () => {
    const message = inbound('/renew');
    await one.channel().host.receive(message);
    await one.channel().host.receive(message);
    await hear('/renew');
    await until(async () => (await requests(0)).length === 2);
    expect(new Set((await requests(0)).map(({ id }) => id)).size).toBe(2);
  });

  it('outlives the gateway: the same request is asked again, and answered once', async () => {
    await hear('/renew');
    await until(async () => (await requests(0)).length === 1);
    const [before] = await requests(0);
    await one.stop();
    openGateways.length = 0;
    const again = await start();
    expect((await requests(20, again))[0]!.id).toBe(before!.id);
    await answer(before!.id, 'Done.', again);
    await until(() => answers(again).length === 1);
    await answer(before!.id, 'Something else.', again);
    expect(answers(again)).toEqual(['Done.']);
    expect(again.channel().posted).toEqual([]);
  });

  it('is not there where the gateway runs alone', async () => {
    one.write(openclawFile('http://127.0.0.1:9'), rockpoolFile);
    await until(() => one.gateway.config().platform === null);
    await hear('/renew');
    await until(() => answers().length === 1);
    expect(answers()[0]).toContain('There is no command /renew');
    const { commands } = (await (await one.get('/control/commands')).json()) as {
      commands: { name: string }[];
    };
    expect(commands.map(({ name }) => name)).not.toContain('renew');
  });
});

describe('the control API', () => {
  it('refuses an answer to nothing, a wait that is none, and lets go of who waits when the gateway ends', async () => {
    expect((await answer('0'.repeat(32), 'x')).status).toBe(404);
    expect((await answer('nonsense', 'x')).status).toBe(404);
    expect((await one.get('/control/requests?wait=1000')).status).toBe(400);
    expect((await one.get('/control/requests?wait=x')).status).toBe(400);
    const waiting = requests(50);
    await until(() => one.gateway.platform.readers() === 1);
    one.drain();
    expect(await waiting).toEqual([]);
  });

  it('refuses more readers than a platform has', async () => {
    const waits = Array.from({ length: 12 }, () => one.get('/control/requests?wait=50'));
    const refused = await Promise.any(
      waits.map(async (wait) => ((await wait).status === 429 ? true : Promise.reject(new Error()))),
    );
    expect(refused).toBe(true);
    one.drain();
    await Promise.all(waits);
  });
});

describe('a notice', () => {
  it('reaches the owner and the browser chat once, however often it is sent', async () => {
    const delivered = [{ channel: 'feishu', accountId: 'default', state: 'delivered', reason: '' }];
    expect((await notify('n1', 'Two hours left.')).channels).toEqual(delivered);
    expect((await notify('n1', 'other words')).channels).toEqual(delivered);
    expect(one.channel().posted).toEqual([
      { target: { userId: 'ou_owner' }, content: { text: 'Two hours left.', files: [] }, key: 'notice:n1' },
    ]);
    const { messages } = (await (await one.get('/control/chat')).json()) as { messages: { text: string }[] };
    expect(messages.map(({ text }) => text)).toEqual(['Two hours left.']);
  });

  it('that a platform did not take is brought again, under the same key and with the same words', async () => {
    const channel = one.channel();
    const send = channel.send.bind(channel);
    channel.send = () => Promise.reject(new Error('the platform is down'));
    expect((await notify('n1', 'Two hours left.')).channels).toMatchObject([
      { state: 'failed', reason: 'the platform is down' },
    ]);
    channel.send = send;
    await one.stop();
    openGateways.length = 0;
    const again = await start();
    expect((await notify('n1', 'x', again)).channels).toMatchObject([{ state: 'delivered' }]);
    expect(again.channel().posted).toMatchObject([
      { content: { text: 'Two hours left.' }, key: 'notice:n1' },
    ]);
  });

  it('to a bot without an owner says so', async () => {
    one.write(openclawFile('http://127.0.0.1:9'), { locale: 'en', platform });
    await until(() => one.gateway.config().channels[0]?.account.ownerId === null);
    await until(async () => (await notify('n2', 'x')).channels[0]?.state === 'unknown');
  });

  it.each([
    {},
    { id: '', text: 'x' },
    { id: 'x'.repeat(65), text: 'x' },
    { id: 'n', text: '' },
    { id: 'n', text: 'x'.repeat(4_001) },
  ])('that is malformed is refused: %#', async (body) =>
    expect((await one.post('/control/notify', body)).status).toBe(400),
  );
});

describe('/status', () => {
  it('has the line of the platform, and says so when it does not answer', async () => {
    const waiting = requests();
    await hear('/status');
    const [request] = await waiting;
    expect(request).toMatchObject({ kind: 'status' });
    await answer(request!.id, '3 days left');
    await until(() => answers().length === 1);
    expect(answers()[0]).toContain('- 3 days left');
    await hear('/status');
    await until(() => answers().length === 2);
    expect(answers()[1]).toContain('the platform does not answer right now');
    expect(await requests(0)).toEqual([]);
  });
});
