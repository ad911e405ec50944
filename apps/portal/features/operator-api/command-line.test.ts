/** The command line as operators start it, on the routes as the portal serves them. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { demoPolicy } from '@rockpool/db/domain/policy';
import { makeHost } from '@rockpool/db/hosts/testing';
import { makeRunning } from '@rockpool/db/ledger/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { syncCustomer } from '../billing/sync-customer.ts';
import { createBillingBench, type BillingBench } from '../billing/testing.ts';
import { makeToken, serveApi, testKeys, type ServedApi } from './testing.ts';

const program = path.resolve(import.meta.dirname, '../../../cli/rockpool.mjs');
let bench: BillingBench;
let database: BillingBench['database'];
let api: ServedApi;
let home: string;
let token: string;
beforeAll(async () => {
  bench = await createBillingBench();
  ({ database } = bench);
  api = await serveApi(database.db, testKeys, () => bench.deps.provider);
  home = mkdtempSync(path.join(tmpdir(), 'rockpool-cli-'));
  token = (await makeToken(database.db, 'admin')).token;
});
afterAll(async () => {
  await api.close();
  await bench.close();
  rmSync(home, { recursive: true });
});

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}
/** A `_` in `words` is a space within a word; `last` are words as they are. */
function rockpool(words: string, { env = {}, input = '', last = [] as string[] } = {}): Promise<Ended> {
  const { PATH } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, ...words.split(' ').map((word) => word.replaceAll('_', ' ')), ...last],
      { env: { NODE_ENV: 'test', PATH, HOME: home, TZ: 'Asia/Shanghai', ...env } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin!.end(input);
  });
}
const signedIn = () => ({ ROCKPOOL_URL: api.url, ROCKPOOL_TOKEN: token });
const run = (words: string, input = '', last: string[] = []) =>
  rockpool(words, { env: signedIn(), input, last });

test('login tries the token and keeps it for its owner alone', async () => {
  const wrong = await rockpool(`login --url ${api.url}`, { input: 'rp_wrong' });
  expect([wrong.code, wrong.stderr]).toEqual([3, expect.stringContaining('Make a new token in the console')]);
  const done = await rockpool(`login --url ${api.url}/`, { input: `${token}\n` });
  expect(done.code).toBe(0);
  expect(done.stdout + done.stderr).not.toContain(token);
  const file = path.join(home, '.config/rockpool/config.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ url: api.url, token });
  expect((await rockpool('campaigns list')).code).toBe(0);
  // another address does not get the token that was made for this one
  const other = await rockpool('campaigns list', { env: { ROCKPOOL_URL: 'http://127.0.0.1:9' } });
  expect([other.code, other.stderr]).toEqual([3, expect.stringContaining('rockpool login')]);
});

test('a campaign is made, edited, published, paused and ended from a shell', async () => {
  const { claimFirstDay, claimLastDay, lastDayOfUse } = demoPolicy(new Date());
  const days = `--set claimFirstDay=${claimFirstDay} --set claimLastDay=${claimLastDay} --set lastDayOfUse=${lastDayOfUse}`;
  const missing = await run('campaigns create --slug shell --name-zh 春 --name-en Spring');
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('--set claimFirstDay=')]);
  const made = await run(
    `campaigns create --slug shell --name-zh 春 --name-en Spring --stock 5 ${days} --json`,
  );
  expect(JSON.parse(made.stdout)).toMatchObject({ slug: 'shell', state: 'draft', stock: 5 });
  expect((await run('campaigns edit shell --set bankDaysMax=9')).stdout).toMatch(/bankDaysMax +9/);
  expect((await run('campaigns publish shell')).stdout).toMatch(/state +open/);
  expect((await run('campaigns stock shell unlimited')).stdout).toMatch(/stock +unlimited/);
  expect((await run('campaigns pause shell')).stdout).toMatch(/state +paused/);
  const asked = await run('campaigns end shell --reason done');
  expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('--yes')]);
  expect((await run('campaigns end shell --reason done --yes')).stdout).toMatch(/state +ended/);
  expect((await run('campaigns list')).stdout).toMatch(/^SLUG .*\nshell +春 +ended/);
  const again = await run('campaigns resume shell');
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('wrong_state')]);
});

test('days and points are given and taken by phone number', async () => {
  const { userId, campaign } = await makeRunning(database.db);
  const { phone } = await database.db.user.findUniqueOrThrow({ where: { id: userId } });
  expect((await run(`grants give ${phone} 2 --reason outage`)).stdout).toMatch(
    /^2 of 2 days given; they last until/,
  );
  expect((await run(`grants revoke ${phone} 1 --reason x --campaign ${campaign.slug}`)).code).toBe(0);
  expect((await run(`points give ${phone} 50 --reason gift`)).stdout).toContain('50 points now');
  const short = await run(`points take ${phone} 60 --reason x --json`);
  expect([short.code, JSON.parse(short.stdout)]).toMatchObject([
    1,
    { reason: 'points_short', fact: { balance: 50 } },
  ]);
  expect((await run(`users show ${phone}`)).stdout).toContain(campaign.slug);
  expect((await run(`audit list --subject ${userId}`)).stdout).toMatch(/user.give_points +user .* gift/);
  expect((await run('grants give 13900009999 1 --reason x')).code).toBe(4);
});

test('a payment of a plan is found and refunded, in its smallest unit and only when agreed to', async () => {
  const userId = await bench.newUser();
  await bench.subscribe(userId);
  await syncCustomer(bench.deps, await bench.customerOf(userId));
  const { phone } = await database.db.user.findUniqueOrThrow({ where: { id: userId } });
  const { id } = await database.db.planPayment.findFirstOrThrow({ where: { userId } });
  expect((await run(`plan-payments list --user ${phone} --from 2020-01-01`)).stdout).toContain('20000 cny');
  const refund = (words = '') => run(`plan-payments refund --reason outage${words}`, '', [id]);
  expect((await refund(' --amount 12.50 --yes')).code).toBe(2);
  expect((await refund()).stderr).toContain('--yes');
  const done = await refund(' --amount 1250 --yes --json');
  expect(JSON.parse(done.stdout)).toEqual({ refundId: expect.stringMatching(/^re_/) });
  await syncCustomer(bench.deps, await bench.customerOf(userId));
  expect((await run('plan-payments list --state', '', ['partly_refunded'])).stdout).toMatch(
    /20000 cny +1250 /,
  );
  expect((await run('purchases list --json')).stdout).toContain('"items": []');
});

test('invitation codes are told whole once, and revoked by the id that the list shows', async () => {
  const { campaign } = await makeRunning(database.db);
  const made = await run(`codes make ${campaign.slug} --count 2 --note fair --until 2099-01-01`);
  const codes = made.stdout.trim().split('\n');
  expect(codes).toHaveLength(2);
  const list = await run(`codes list ${campaign.slug} --json`);
  const { items } = JSON.parse(list.stdout) as { items: { id: string; hint: string }[] };
  expect(codes.map((code) => code.slice(-4)).sort()).toEqual(items.map(({ hint }) => hint).sort());
  expect((await run(`codes revoke ${items[0]!.id} --yes`)).stdout).toBe('Revoked.\n');
  await database.db.waitingEntry.create({
    data: { campaignId: campaign.id, userId: await bench.newUser() },
  });
  expect((await run(`waiting-list show ${campaign.slug}`)).stdout).toMatch(/^PHONE .*\n\+86137/);
  expect((await run('staff list')).stdout).toMatch(/@example.com +admin +active/);
});

test('a computer is moved and its move taken back, and hosts are closed, emptied and opened', async () => {
  const { instanceId } = await makeRunning(database.db);
  await makeHost(database.db, 'first', { capacity: 9 });
  expect((await run('hosts forget first --reason x --yes')).stderr).toContain('host_alive');
  await database.db.instance.update({ where: { id: instanceId }, data: { host: 'first' } });
  expect((await run(`instances move ${instanceId} --reason disk`)).stderr).toContain('no_other_host');
  await makeHost(database.db, 'second', {});
  expect((await run('hosts list')).stdout).toMatch(/^NAME .*\nfirst +open +1 of 9 .*\nsecond +open +0 /);
  expect((await run(`instances move ${instanceId} --reason disk`)).stdout).toBe('It moves to second.\n');
  expect((await run(`instances move ${instanceId} --to second --reason disk`)).stdout).toContain('before');
  expect((await run(`instances take-back ${instanceId} --reason disk`)).stdout).toContain('first');
  expect((await run('hosts close second --reason repair')).code).toBe(0);
  const full = await run('hosts empty first --reason repair --yes --json');
  expect(JSON.parse(full.stdout)).toMatchObject({
    moving: 0,
    staying: 1,
    because: [{ reason: 'host_full' }],
  });
  expect((await run('hosts open second --reason done')).code).toBe(0);
  expect((await run('hosts empty first --reason repair')).code).toBe(2);
  expect((await run('hosts empty first --reason repair --yes')).stdout).toMatch(/^1 moving/);

  expect((await run('hosts lost first --reason dead --yes')).stderr).toContain('host_alive');
  await database.db
    .$executeRaw`update hosts set seen_at = app_now() - interval '10 minutes' where name = 'first'`;
  expect((await run('hosts lost first --reason dead')).stderr).toContain('1 computers lose their files');
  expect((await run('hosts lost first --reason dead --yes')).stdout).toMatch(/^1 start empty/);
  expect((await run('hosts lost first --reason dead --yes')).stdout).toContain('before');
  expect((await run('hosts list')).stdout).not.toContain('first');
});

test('a file of plan holders is previewed, refused with its wrong lines, and imported', async () => {
  const file = path.join(home, 'plans.csv');
  writeFileSync(file, 'phone,tier,valid_until\n13800000001,pro,\n13800000002,gold,\n');
  const preview = await run(`memberships import ${file} --preview`);
  expect(preview.stdout).toMatch(/1 new.*1 wrong rows\.\nline 3: /s);
  expect((await run(`memberships import ${file}`)).stderr).toContain('Nothing was imported');
  const good = 'phone,tier,valid_until\n13800000001,pro,\n';
  expect((await run('memberships import -', good)).stdout).toContain('1 new');
  expect(
    (await run('memberships import - --replace', 'phone,tier,valid_until\n13800000009,max,\n')).code,
  ).toBe(2);
});

test('the log is verified, keys are shown, and words that mean nothing are refused with help', async () => {
  expect((await run('audit verify')).stdout).toMatch(
    /^The audit log is whole: \d+ entries\.\nHead.*: \d+:[0-9a-f]{64}$/m,
  );
  expect((await run('keys show')).stdout).toMatch(/^KEY/);
  expect((await run('tokens list')).stdout).toContain('test admin');
  expect((await run('grants give x half --reason y')).code).toBe(2);
  expect((await run('campaings list')).stderr).toContain('campaigns');
  const gone = await rockpool('users list', {
    env: { ROCKPOOL_URL: 'http://127.0.0.1:9', ROCKPOOL_TOKEN: 'rp_x' },
  });
  expect([gone.code, gone.stderr]).toEqual([5, expect.stringContaining('does not answer')]);
});
