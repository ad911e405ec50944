/** Keeps the open channels as the configuration wants them: what did not change is not touched. */
import type { GatewayConfig } from '../config/settings.ts';
import type { Channel, ChannelHost } from './channel.ts';
import type { channelTable, ChannelAccounts, ChannelName } from './table.ts';

export type ChannelTable = typeof channelTable;

type Open = { channel: Channel; settings: string };
type Join = (account: ChannelAccounts[ChannelName], host: ChannelHost) => Channel;
type Wanted = { name: ChannelName; account: ChannelAccounts[ChannelName] };

export type OpenChannels = {
  /** Opens, closes and reopens what differs. Calls are done one after the other. */
  apply(config: GatewayConfig): Promise<void>;
  find(name: string, accountId: string): Channel | null;
  all(): Channel[];
  /** false while `apply` is still opening something for the first time */
  settled(): boolean;
  stop(): Promise<void>;
};

/** @param hostFor what a channel is given, by its name and its account */
export function createOpenChannels(
  table: ChannelTable,
  hostFor: (name: ChannelName, account: ChannelAccounts[ChannelName]) => ChannelHost,
): OpenChannels {
  const open = new Map<string, Open>();
  let working: Promise<void> = Promise.resolve();
  let settled = false;
  let stopped = false;

  const applyNow = async (wanted: Map<string, Wanted>): Promise<void> => {
    await Promise.all(
      [...open].map(async ([key, { channel, settings }]) => {
        const next = wanted.get(key);
        if (next !== undefined && JSON.stringify(next.account) === settings) return;
        open.delete(key);
        await channel.stop();
      }),
    );
    for (const [key, { name, account }] of wanted) {
      if (open.has(key) || stopped) continue;
      // the account is of that name: both come from one member of ChannelSettings
      const join = (await table[name]()) as Join;
      const channel = join(account, hostFor(name, account));
      open.set(key, { channel, settings: JSON.stringify(account) });
      channel.start();
    }
    settled = true;
  };
  const inLine = (work: () => Promise<void>): Promise<void> => {
    const next = working.then(work);
    working = next.catch(() => undefined);
    return next;
  };
  return {
    apply: (config) => inLine(() => applyNow(wantedAccounts(config))),
    find: (name, accountId) => open.get(`${name}:${accountId}`)?.channel ?? null,
    all: () => [...open.values()].map(({ channel }) => channel),
    settled: () => settled,
    async stop() {
      stopped = true;
      await Promise.all([...open.values()].map(({ channel }) => channel.stop()));
      open.clear();
    },
  };
}

function wantedAccounts(config: GatewayConfig): Map<string, Wanted> {
  return new Map(
    config.channels.map(({ channel, account }) => [
      `${channel}:${account.accountId}`,
      { name: channel, account },
    ]),
  );
}
