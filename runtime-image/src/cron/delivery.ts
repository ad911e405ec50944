/** Brings the result of a run to where it goes. The run's id is the key, so that a platform drops what it has already. */
import { ChannelRefusal } from '../channels/channel.ts';
import type { OpenChannels } from '../channels/accounts.ts';
import type { GroupRobots } from '../channels/group-robots/robots.ts';
import type { CronRun, StoredJob } from './job.ts';
import { resultText } from './texts.ts';

/** after each failed attempt; then the run is given up: eight hours in all */
export const deliveryWaitsMs = [
  1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000,
];

export type DeliveryRoom = {
  channels: Pick<OpenChannels, 'find'>;
  /** whether the configuration has this bot, open or not yet */
  hasBot(channel: string, accountId: string): boolean;
  robots: Pick<GroupRobots, 'send'>;
  /** into the conversation of the browser; resolves when it is stored */
  showInBrowser(job: StoredJob, run: CronRun): Promise<void>;
};

/** Rejects with `ChannelRefusal` for what will never work, with anything else for what may work later. */
export async function deliver(room: DeliveryRoom, job: StoredJob, run: CronRun): Promise<void> {
  const { target } = run;
  const text = run.trigger === 'notice' ? run.text : resultText(job, run.text);
  switch (target.kind) {
    case 'none':
      return;
    case 'browser':
      return room.showInBrowser(job, run);
    case 'webhook':
      return room.robots.send(target, { title: job.name, text }, run.id);
    case 'chat':
    case 'person': {
      const { channel: name, accountId } = target;
      const channel = room.channels.find(name, accountId);
      if (channel === null) {
        if (!room.hasBot(name, accountId)) throw new ChannelRefusal(`${name} is no longer configured.`);
        throw new Error(`${name} is not open yet`);
      }
      const to =
        target.kind === 'person'
          ? { userId: target.userId }
          : { chatId: target.chatId, threadId: target.threadId };
      return channel.send(to, { text, files: [] }, run.id);
    }
  }
}
