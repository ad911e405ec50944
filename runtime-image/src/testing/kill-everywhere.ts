/** Goes on from every crash point of something that a gateway does. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { InboundMessage } from '../channels/channel.ts';
import { startGateway, until, type ModelEmulator, type TestGateway } from '../testing.ts';
import { copyAtCommits, stepOf, type CrashCopy } from './crash-copies.ts';

/** What people have seen: by the key under which the platform drops a second one. */
export type World = {
  sent: Record<string, string>;
  posted: Record<string, string>;
  /** ids of the messages that the platform need not deliver again */
  acknowledged: string[];
  asked: number;
  ran: boolean;
};

export const ranIn = (at: string): string[] => {
  const file = path.join(at, 'workspace/ran.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

function worldOf(gateway: TestGateway, at: string): Pick<World, 'sent' | 'posted' | 'ran'> {
  const channels = gateway.opened;
  return {
    sent: Object.fromEntries(channels.flatMap(({ sent }) => sent.map(({ key, text }) => [key, text]))),
    posted: Object.fromEntries(
      channels.flatMap(({ posted }) => posted.map(({ key, content }) => [key, content.text])),
    ),
    ran: ranIn(at).length > 0,
  };
}

async function open(at: string): Promise<TestGateway> {
  const gateway = await startGateway(at);
  await until(() => gateway.opened.length > 0);
  return gateway;
}

export type Seen = { world: World; asked: number; point: string; dir: string; gateway: TestGateway };

export type Path = {
  messages: InboundMessage[];
  /** done before the copying begins */
  before?(gateway: TestGateway): Promise<void>;
  /** what else is done while the first gateway works */
  meanwhile?(gateway: TestGateway, promised: (what: string) => void): Promise<void>;
  isOver(gateway: TestGateway): boolean;
  /** called while a later gateway is waited for */
  help?(gateway: TestGateway): void;
  /** throws when what people have seen in all is wrong; `asked` after the kill only */
  judge(seen: Seen): void;
};

/**
 * Does the thing once in `dir` of `home`, then goes on from every copy.
 *
 * @returns the names of the points that were met, and how many kills there were
 */
export async function killEverywhere(
  home: string,
  model: ModelEmulator,
  thing: Path,
): Promise<{ points: string[]; kills: number }> {
  const dir = path.join(home, 'first');
  const acknowledged = new Set<string>();
  const one = await open(dir);
  const world = (gateway: TestGateway, at: string): World => ({
    ...worldOf(gateway, at),
    acknowledged: [...acknowledged],
    asked: model.requests.length,
  });
  await thing.before?.(one);
  // what it wrote last is committed in this round
  await new Promise((resolve) => setImmediate(resolve));
  const stop = copyAtCommits(dir, path.join(home, 'copies'), () => world(one, dir));
  let copies: CrashCopy<World>[];
  try {
    for (const message of thing.messages) {
      await one.channel().host.receive(message);
      acknowledged.add(message.messageId);
    }
    await thing.meanwhile?.(one, (what) => void acknowledged.add(what));
    await until(() => thing.isOver(one) && one.gateway.inbox.waiting() === 0);
  } finally {
    copies = stop();
    await one.stop();
  }
  const points = new Set<string>();
  for (const copy of copies) {
    const point = nameOf(copy);
    points.add(point);
    const askedBefore = model.requests.length;
    const later = await open(copy.dir);
    try {
      // what it never heard "received" of, the platform delivers again
      for (const message of thing.messages)
        if (!copy.world.acknowledged.includes(message.messageId)) await later.channel().host.receive(message);
      await until(() => {
        thing.help?.(later);
        return later.gateway.inbox.waiting() === 0 && thing.isOver(later);
      }).catch(() => {
        throw new Error(
          `killed at "${point}" it never came to an end: ${JSON.stringify(world(later, copy.dir))}`,
        );
      });
      const found = world(later, copy.dir);
      const seen = {
        ...found,
        acknowledged: copy.world.acknowledged,
        sent: { ...copy.world.sent, ...found.sent },
        posted: { ...copy.world.posted, ...found.posted },
      };
      const asked = model.requests.length - askedBefore;
      thing.judge({ world: seen, asked, point, dir: copy.dir, gateway: later });
    } finally {
      await later.stop();
    }
  }
  return { points: [...points], kills: copies.length };
}

function nameOf({ dir: at, world }: CrashCopy<World>): string {
  const step = stepOf(at);
  switch (step) {
    case 'waiting':
      return world.acknowledged.length > 0 ? 'acknowledged, not begun' : 'stored, not acknowledged';
    case 'begun':
      return world.asked > 0 ? 'model asked' : 'begun, model not asked';
    case 'call stored':
      return world.ran ? 'tool ran, result not stored' : 'call stored, tool not run';
    case 'answered':
      return Object.keys(world.sent).length > 0 ? 'sent, not recorded' : 'answer stored, not sent';
    default:
      return step;
  }
}
