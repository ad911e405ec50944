import { randomBytes, randomUUID } from 'node:crypto';
import { gatewayToken, parseKeyRing } from '@rockpool/db/secrets';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startModelEmulator, type ModelEmulator } from '../../../../e2e/emulators/model/start.ts';
import { GatewayError } from './control-client.ts';
import { findGateway } from './find-gateway.ts';
import { startGateway, type TestGateway } from './testing.ts';

const keys = parseKeyRing(`test:${randomBytes(32).toString('base64')}`);
let database: TestDatabase;
let model: ModelEmulator;
const gateways: TestGateway[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  model = await startModelEmulator();
});
afterAll(async () => {
  for (const gateway of gateways) await gateway.close();
  await model.close();
  await database.drop();
});

let phones = 0;
async function newUser(instance: object = {}): Promise<{ userId: string; instanceId: string }> {
  const phone = `+86138${String(++phones).padStart(8, '0')}`;
  const { id: userId } = await database.db.user.create({ data: { phone } });
  const { id: instanceId } = await database.db.instance.create({
    data: { id: randomUUID(), userId, ...instance },
  });
  return { userId, instanceId };
}
async function running(): Promise<{ userId: string; instanceId: string }> {
  const user = await newUser({ phase: 'running' });
  const token = gatewayToken(keys, user.instanceId, 1);
  const gateway = await startGateway({ token, modelBaseUrl: model.baseUrl });
  gateways.push(gateway);
  await database.db.instance.update({ where: { id: user.instanceId }, data: { endpoint: gateway.endpoint } });
  return user;
}
const find = (userId: string) => findGateway(database.db, keys, userId);

describe('finding the gateway', () => {
  it("leads each user to their own instance, and one's token opens no other", async () => {
    const [alice, bob] = [await running(), await running()];
    const [hers, his] = [await find(alice.userId), await find(bob.userId)];
    if (hers.at === 'away' || his.at === 'away') throw new Error('both run');
    await hers.client.say({ id: 'secret', text: '你好' });
    expect((await his.client.chat(50)).messages).toEqual([]);

    const { endpoint } = await database.db.instance.findUniqueOrThrow({ where: { id: alice.instanceId } });
    await database.db.instance.update({ where: { id: bob.instanceId }, data: { endpoint } });
    const astray = await find(bob.userId);
    if (astray.at === 'away') throw new Error('it runs');
    await expect(astray.client.chat(50)).rejects.toThrow(GatewayError);
  });

  it.each([
    [{ phase: 'provisioning' }, 'starting'],
    [{ phase: 'running', endpoint: null }, 'starting'],
    [{ phase: 'expired', endpoint: 'http://127.0.0.1:9' }, 'expired'],
    [{ phase: 'suspended' }, 'suspended'],
    [{ phase: 'failed', phaseDetail: 'no port' }, 'failed'],
    [{ phase: 'removed' }, 'removed'],
  ])('tells why there is none: %j', async (instance, state) => {
    const { userId } = await newUser(instance);
    expect(await find(userId)).toMatchObject({ at: 'away', state });
  });

  it('knows nothing for a user without an instance', async () => {
    expect(await find(randomUUID())).toMatchObject({ at: 'away', state: 'none' });
  });
});
