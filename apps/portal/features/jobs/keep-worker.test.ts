import { afterAll, beforeAll, it } from 'vitest';
import { scanJobs } from '../set-up/scan-jobs.ts';
import { createSetUpBench, eventually, type SetUpBench } from '../set-up/testing.ts';
import { keepPortalWorker } from './keep-worker.ts';

let bench: SetUpBench;
beforeAll(async () => {
  bench = await createSetUpBench();
});
afterAll(() => bench.close());

it('polls on after every connection of the database was cut', async () => {
  const worker = keepPortalWorker([scanJobs(bench.deps)], { databaseUrl: bench.database.url, log: () => {} });
  const { userId, instanceId } = await bench.newUser();
  const { scanId, userCode } = await bench.scan(userId);
  const polls = async () =>
    (await bench.deps.db.channelScan.findUniqueOrThrow({ where: { id: scanId } })).polls;
  await eventually(polls, (count) => count > 0);
  await bench.deps.db.$executeRaw`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  await bench.feishu.user.approve(userCode);
  await eventually(
    () => bench.deps.db.channelSetting.findFirst({ where: { instanceId } }),
    (bot) => Boolean(bot?.acceptedAt),
  );
  await worker.stop();
});
