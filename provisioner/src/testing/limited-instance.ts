// One instance under the docker driver with a bound of memory of one's choice, as a process of its own, so that it can be
// measured. argv[2]: the order as JSON, `LimitedInstanceOrder`. It says where the instance answers, then whether it still runs
// whenever it is asked, and removes everything when its parent leaves.
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createDockerDriver } from '../drivers/docker.ts';
import { createEngine } from '../drivers/docker/engine.ts';
import { label } from '../drivers/docker/names.ts';
import type { StateFile } from '../drivers/driver.ts';
import { launch } from '../render/instance-spec.ts';

export type LimitedInstanceOrder = {
  socketPath: string;
  image: string;
  subnets: string;
  memoryMiB: number;
  files: StateFile[];
};

const order = JSON.parse(process.argv[2]!) as LimitedInstanceOrder;
const engine = createEngine(order.socketPath);
const installation = `b${randomBytes(3).toString('hex')}`;
const id = randomUUID();
const driver = createDockerDriver({
  engine,
  installation,
  image: order.image,
  subnets: order.subnets,
  disks: null,
  isRoot: process.getuid?.() === 0,
  ipv6: existsSync('/proc/net/if_inet6'),
  walls: null,
});

async function leave() {
  await driver.destroy(id);
  for (const network of await engine.listNetworks({ [label.installation]: installation }))
    await engine.removeNetwork(network.id);
  process.exit(0);
}

process.on('disconnect', () => void leave());
process.on('message', () => {
  void driver.observe(id).then((seen) => process.send?.({ seen }));
});
await driver.apply(
  { id, files: order.files, restarts: 0, launch: { ...launch, memoryMiB: order.memoryMiB } },
  { graceMs: 1_000 },
);
process.send?.({ seen: await driver.observe(id) });
