import type { DockerDriverOptions } from './docker.ts';
import { describeWithDocker, openDockerWorld, useStandInImage } from '../testing/docker-world.ts';
import { describeDriver } from './contract/contract.ts';
import type { DriverHarness } from './contract/harness.ts';

process.env.ROCKPOOL_KEYS = 'do-not-pass-this-on';

describeWithDocker('on a Docker engine', (engine) => {
  const image = useStandInImage(engine);
  const upgraded = useStandInImage(engine, 'LABEL newer=yes');

  const open = async (changed: Partial<DockerDriverOptions> = {}): Promise<DriverHarness> => {
    const world = openDockerWorld(image(), changed);
    return {
      create: () => world.create(),
      createUpgraded: async () => world.create({ image: upgraded() }),
      createBroken: () => world.create({ image: 'rockpool-test-gateway:missing' }),
      crash: async (_driver, id) => void (await engine.killContainer(world.nameOf(id))),
      keepsFiles: 'in-memory',
      readFile: world.readFile,
      writeFile: world.writeFile,
      programsOf: world.programsOf,
      ourSecret: 'do-not-pass-this-on',
      dispose: world.dispose,
    };
  };
  describeDriver('docker', open);
});
