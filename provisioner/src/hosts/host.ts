import type { Db } from '@rockpool/db/client';

/** A host keeps computers: a machine, or one driver on it. Several provisioners of the same name are one host. */
export type HostConfig = {
  /** as in `hosts.name` */
  name: string;
  /** origin where portal and other hosts reach the relay, without a slash at the end; null: gateways are reached directly */
  address: string | null;
  /** computers that may live here, running or stopped; null = no limit */
  capacity: number | null;
  /** port of the relay; null as long as `address` is */
  relayPort: number | null;
};

export const hostPattern = /^[a-z0-9][a-z0-9-]{0,30}$/;

export const isOrigin = (url: string) => URL.canParse(url) && new URL(url).origin === url;

/** Whether that instance is this host's. */
export async function livesHere(db: Db, host: string, id: string): Promise<boolean> {
  return (await db.instance.count({ where: { id, host } })) > 0;
}
