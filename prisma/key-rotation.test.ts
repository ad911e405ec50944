import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { system } from './audit/write.ts';
import { writeKeyFile } from './key-file.ts';
import { makeUsers } from './ledger/testing.ts';
import { readKeyUse, resealSecrets } from './operations/keys.ts';
import { parseKeyRing, seal, unseal, type KeyRing } from './secrets.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'rockpool-rotation-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const program = path.join(import.meta.dirname, 'key-rotation-process.ts');

interface Service {
  child: ChildProcess;
  said: string[];
}
async function service(role: string, ...rest: string[]): Promise<Service> {
  const child = spawn(process.execPath, [program, role, database.url, ...rest], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  child
    .stdout!.setEncoding('utf8')
    .on('data', (text: string) => said.push(...text.split('\n').filter(Boolean)));
  await vi.waitFor(() => expect(said).toContain('ready'), { timeout: 15_000 });
  return { child, said };
}
async function end({ child, said }: Service) {
  child.kill('SIGTERM');
  await once(child, 'exit');
  return JSON.parse(said.at(-1)!) as { rounds: number; failures: number; used: string[] };
}

test('while two services save and open values, a new key comes, everything is sealed by it, and the old one leaves', async () => {
  const { db } = database;
  const [k1, k2] = [key('k1'), key('k2')];
  const file = path.join(folder, 'keys');
  const old = parseKeyRing(k1);
  const both = parseKeyRing(`${k2},${k1}`);
  writeKeyFile(file, old);
  const [userId] = await makeUsers(db, 1);
  const { id: instanceId } = await db.instance.create({ data: { userId: userId! } });
  await db.modelSetting.create({
    data: {
      ...{ instanceId, preset: 'custom', baseUrl: 'http://m.test', model: 'm', acceptedAt: new Date() },
      keySealed: seal(old, 'the model key', { purpose: 'model-key', instanceId }),
    },
  });
  const { id: staffId } = await db.staff.create({ data: { email: 'a@example.com', role: 'admin' } });
  const totp = { purpose: 'staff-totp', staffId } as const;
  await db.staff.update({ where: { id: staffId }, data: { totpSealed: seal(old, 'the secret', totp) } });

  // the provisioner looks so rarely that it meets values under the new key before it has looked
  const portal = await service('portal', file, instanceId, '20');
  const provisioner = await service('provisioner', file, instanceId, '3600000');
  writeKeyFile(file, both);
  const keyNow = async () =>
    (await db.modelSetting.findUniqueOrThrow({ where: { instanceId } })).keySealed.split('.')[1];
  await vi.waitFor(async () => expect(await keyNow()).toBe('k2'), { timeout: 10_000 });
  const result = await resealSecrets(db, system, both);
  expect(result).toMatchObject({
    kind: 'resealed',
    keys: [
      { id: 'k2', values: 2 },
      { id: 'k1', values: 0 },
    ],
  });
  const fresh: KeyRing = parseKeyRing(k2);
  writeKeyFile(file, fresh);
  await vi.waitFor(
    async () => expect((await readKeyUse(db, fresh)).map(({ id }) => id)).toEqual(['k2']),
    15_000,
  );

  const [saved, opened] = [await end(portal), await end(provisioner)];
  expect([saved.failures, opened.failures]).toEqual([0, 0]);
  expect(saved.used).toEqual(['k1', 'k2']);
  expect(opened.used).toContain('k2');
  const { totpSealed } = await db.staff.findUniqueOrThrow({ where: { id: staffId } });
  expect(unseal(fresh, totpSealed!, totp)).toBe('the secret');
  const entries = await db.auditEntry.findMany({ where: { action: 'keys.reseal' } });
  expect(entries).toMatchObject([{ subjectId: 'k2', actorKind: 'system' }]);
});
