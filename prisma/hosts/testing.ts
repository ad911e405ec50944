import type { Db } from '../client.ts';
import { makeUsers } from '../ledger/testing.ts';

/** A host that was seen just now. */
export async function makeHost(
  db: Db,
  name: string,
  {
    capacity = null as number | null,
    accepting = true,
    seenSecondsAgo = 0 as number | null,
    address = 'http://10.0.0.1:3010' as string | null,
  },
): Promise<void> {
  await db.$executeRaw`
    insert into hosts (name, capacity, accepting, driver, address, seen_at)
    values (${name}, ${capacity}, ${accepting}, 'process', ${address}, app_now() - ${seenSecondsAgo}::int * interval '1 second')`;
}

/** A computer of an owner of its own; its id. */
export async function makeComputer(
  db: Db,
  data: {
    host?: string;
    moveTo?: string;
    movedFrom?: string;
    remainsOn?: string;
    phase?: string;
    phaseReason?: string;
  },
): Promise<string> {
  const [userId] = await makeUsers(db, 1);
  const { id } = await db.instance.create({
    data: { userId: userId!, phase: 'running', phaseReason: 'ready', ...data },
  });
  return id;
}
