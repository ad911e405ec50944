import { afterAll, beforeAll, describe } from 'vitest';
import { buildStandInImage, openDockerWorld, socketPath, whyNoDocker } from '../testing/docker-world.ts';
import { describeDriver, type DriverHarness } from './contract.ts';
import { createEngine } from './docker/engine.ts';

process.env.ROCKPOOL_KEYS = 'do-not-pass-this-on';
const whyNot = await whyNoDocker(process.env.ROCKPOOL_NO_SKIP === '1');

describe.skipIf(whyNot !== null)(`on a Docker engine${whyNot ? ` (${whyNot})` : ''}`, () => {
  const engine = createEngine(socketPath);
  let image: Awaited<ReturnType<typeof buildStandInImage>>;
  let upgraded: Awaited<ReturnType<typeof buildStandInImage>>;
  beforeAll(async () => {
    image = await buildStandInImage(engine);
    upgraded = await buildStandInImage(engine, 'LABEL newer=yes');
  });
  afterAll(async () => {
    await image?.remove();
    await upgraded?.remove();
  });

  async function openHarness(): Promise<DriverHarness> {
    const world = openDockerWorld(image.tag);
    return {
      create: () => world.create(),
      createUpgraded: async () => world.create({ image: upgraded.tag }),
      createBroken: () => world.create({ image: 'rockpool-test-gateway:missing' }),
      crash: async (_driver, id) => void (await engine.killContainer(world.nameOf(id))),
      keepsFiles: 'in-memory',
      readFile: world.readFile,
      writeFile: world.writeFile,
      programsOf: world.programsOf,
      ourSecret: 'do-not-pass-this-on',
      dispose: world.dispose,
    };
  }

  describeDriver('docker', openHarness);
});
