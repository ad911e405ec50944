import { ensureImage } from '@rockpool/infra/image/build';
import { defaultSocket } from '@rockpool/infra/local/engine';
import { startFeishuEmulator } from '../../emulators/feishu/start.ts';
import { startModelEmulator } from '../../emulators/model/start.ts';
import { requireEngine } from '../docker-engine.ts';
import { openclaw } from '../gateway-rig.ts';
import { startLimitedInstance } from '../limited-instance.ts';
import { sendLoad } from '../load.ts';
import { NotMeasured, type Figures } from '../measure.ts';

const lowestMiB = 32;
const highestMiB = 256;
const stepMiB = 8;
const messages = 100;
const readyWithinMs = 20_000;
const gatewayPort = 18_789;
const subnets = '10.215.0.0/16';

/** The smallest bound of memory with which a container boots, connects and answers a hundred messages, each once. */
export async function measureDockerLimit(): Promise<Figures> {
  const engine = await requireEngine();
  const bridge = await engine.bridgeAddress();
  if (!bridge) throw new NotMeasured('the Docker engine has no default bridge on this machine');
  const { tag: image } = await ensureImage({ target: 'lean', say: () => {} });
  const feishu = await startFeishuEmulator({ addresses: [bridge] });
  const model = await startModelEmulator({ mode: 'instant', addresses: [bridge] });
  const seen = (url: string) => url.replace('127.0.0.1', bridge);

  async function answersAll(memoryMiB: number): Promise<boolean> {
    const app = feishu.user.createApp({ name: `Bench ${memoryMiB}` });
    const instance = await startLimitedInstance({
      socketPath: defaultSocket,
      image,
      subnets,
      memoryMiB,
      files: [
        json(
          'openclaw.json',
          openclaw(app, { modelUrl: seen(model.baseUrl), port: gatewayPort, bind: 'lan' }),
        ),
        json('rockpool.json', {
          locale: 'zh',
          exec: { enabled: false },
          channels: { feishu: { accounts: { default: { openUrl: seen(feishu.url) } } } },
        }),
        { name: '.env', text: '', secret: true },
      ],
    });
    try {
      if (!(await instance.becomesReady(readyWithinMs))) return false;
      const { answered, doubled } = await sendLoad(feishu, app, { count: messages, people: 20, inFlight: 4 });
      return answered === messages && doubled === 0 && (await instance.look()).state === 'running';
    } finally {
      await instance.end();
    }
  }

  try {
    const tried: string[] = [];
    const smallest = await firstThat(async (memoryMiB) => {
      const isEnough = await answersAll(memoryMiB);
      tried.push(`${memoryMiB} MiB ${isEnough ? 'is enough' : 'is not'}`);
      return isEnough;
    });
    if (smallest === null) throw new Error(`not even ${highestMiB} MiB are enough`);
    return { figures: { 'docker.smallestLimitMb': smallest }, notes: [tried.join(', ')], samples: {} };
  } finally {
    await feishu.close();
    await model.close();
  }
}

/** Binary search over the steps; null when none is enough. */
async function firstThat(isEnough: (memoryMiB: number) => Promise<boolean>): Promise<number | null> {
  let [low, high] = [0, (highestMiB - lowestMiB) / stepMiB + 1];
  const last = high;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await isEnough(lowestMiB + middle * stepMiB)) high = middle;
    else low = middle + 1;
  }
  return low === last ? null : lowestMiB + low * stepMiB;
}

const json = (name: string, value: object) => ({ name, text: JSON.stringify(value), secret: false });
