/** For key-rotation.test: one of two services that follow a key file, until it is told to end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { closeDb, createDb } from './client.ts';
import { openKeyFile } from './key-file.ts';
import { seal, unseal } from './secrets.ts';

const [role, url, file, instanceId, everyMs] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const db = createDb(url, { max: 1 });
const { ring, close } = openKeyFile(file, (error) => console.error(error.message), Number(everyMs));
const binding = { purpose: 'model-key', instanceId } as const;
const used = new Set<string>();
let rounds = 0;
let failures = 0;
let isEnding = false;
process.once('SIGTERM', () => (isEnding = true));
console.log('ready');
while (!isEnding) {
  // a portal saves what people type; a provisioner opens it
  if (role === 'portal') {
    const keySealed = seal(ring, 'the model key', binding);
    await db.modelSetting.update({ where: { instanceId }, data: { keySealed } });
    used.add(ring[0].id);
  } else {
    const { keySealed } = await db.modelSetting.findUniqueOrThrow({ where: { instanceId } });
    try {
      if (unseal(ring, keySealed, binding) !== 'the model key') failures += 1;
      used.add(keySealed.split('.')[1]!);
    } catch {
      failures += 1;
    }
  }
  rounds += 1;
  await sleep(1);
}
close();
await closeDb(db);
console.log(JSON.stringify({ rounds, failures, used: [...used] }));
