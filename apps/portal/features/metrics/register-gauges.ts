/** What is looked up for a scrape: the database, its pool, and the certificate that browsers get. */
import { Gauge, type Registry } from 'prom-client';
import type { Db } from '@rockpool/db/client';
import type { CertificateEnd } from './certificate-end.ts';

const patienceMs = 3_000;

export function registerGauges(
  registry: Registry,
  { db, certificateEnd }: { db: Db; certificateEnd: CertificateEnd },
): void {
  const registers = [registry];
  new Gauge({
    name: 'rockpool_database_up',
    help: '1 when the database answered this scrape.',
    registers,
    async collect() {
      this.set((await answers(db)) ? 1 : 0);
    },
  });
  new Gauge({
    name: 'rockpool_pool_connections',
    help: 'Connections to the database: in use, idle, and callers who wait for one.',
    labelNames: ['state'],
    registers,
    collect() {
      const { totalCount, idleCount, waitingCount } = db.pool;
      this.set({ state: 'used' }, totalCount - idleCount);
      this.set({ state: 'idle' }, idleCount);
      this.set({ state: 'waiting' }, waitingCount);
    },
  });
  new Gauge({
    name: 'rockpool_certificate_end_timestamp_seconds',
    help: 'When the certificate of the public address ends, as a browser sees it; absent while it cannot be seen.',
    registers,
    async collect() {
      const end = await certificateEnd();
      if (end === null) this.remove();
      else this.set(end.getTime() / 1000);
    },
  });
}

async function answers(db: Db): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  const asked = db.$queryRaw`select 1`.then(
    () => true,
    () => false,
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
