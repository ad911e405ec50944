import { describeWithDocker, openDockerWorld, useStandInImage } from '../testing/docker-world.ts';
import { describeDriver } from './contract.ts';

process.env.ROCKPOOL_KEYS = 'do-not-pass-this-on';

describeWithDocker('on a Docker engine', (engine) => {
  const image = useStandInImage(engine);
  const upgraded = useStandInImage(engine, 'LABEL newer=yes');

  describeDriver('docker', async () => {
    const world = openDockerWorld(image());
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
  });
});
