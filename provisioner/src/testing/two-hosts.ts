/** Two hosts that reach each other, in one database, and a computer with something of its user's on the first of them. */
import { randomBytes } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { addReconcileJob } from '@rockpool/db/jobs';
import type { RunOptions, Service } from '../run-config.ts';
import { relayPlace } from './relay-place.ts';
import { listDir } from './sample-volume.ts';
import { diesAt } from './standing-provisioner.ts';
import { until } from './until.ts';
import { createWorld } from './world.ts';

export type HostName = 'a' | 'b';
export type TwoHosts = Awaited<ReturnType<typeof createTwoHosts>>;

const patienceMs = 60_000;

export async function createTwoHosts() {
  const world = await createWorld();
  const open = async (name: HostName) => {
    const place = await relayPlace();
    return { ...world.host(name, place), ...place };
  };
  const hosts = { a: await open('a'), b: await open('b') };
  for (const name of ['a', 'b'])
    await world.db.host.create({ data: { name, seenAt: new Date(), accepting: name === 'a' } });
  const services: Partial<Record<HostName, Service>> = {};
  const stateDir = (name: HostName, id: string) => join(hosts[name].config.driver.instancesDir, id, 'state');

  /** What the user has there: every file and link, but what the stand-in writes when it is asked to end. */
  async function contentOf(name: HostName, id: string): Promise<string[]> {
    const drained = Buffer.from('drained').toString('hex');
    const lines = await listDir(stateDir(name, id));
    return lines.filter((line) => !line.includes(' dir ') && !line.includes(`/${drained} `));
  }

  const wish = (id: string, to: HostName | null) =>
    world.db.$transaction(async (tx) => {
      await tx.instance.update({ where: { id }, data: { moveTo: to } });
      await addReconcileJob(tx, id);
    });

  return {
    ...world,
    [Symbol.asyncDispose]: world.dispose,
    hosts,
    contentOf,
    /** as an operator's wish is written */
    wish,
    async startHost(name: HostName, options: RunOptions = {}) {
      services[name] ??= await world.start({ config: hosts[name].config, ...options });
    },
    async stopHost(name: HostName) {
      const service = services[name];
      delete services[name];
      if (service) await world.stop(service);
    },
    /** A provisioner of that host that is killed at the moment. */
    diesAt: (name: HostName, moment: string) => diesAt({ ...world.env, ...hosts[name].env }, moment),

    /** Runs on the first host, its day begun, with files, a database and what else there may be. */
    async computer({ extraBytes = 100_000 } = {}) {
      const claimed = await world.claim();
      await world.reaches(claimed.id, 'running', patienceMs);
      const { host } = await world.row(claimed.id);
      const dir = stateDir(host as HostName, claimed.id);
      await mkdir(join(dir, 'workspace/notes'), { recursive: true });
      await writeFile(join(dir, 'workspace/notes/mine.md'), `kept for ${claimed.id}\n`, { mode: 0o640 });
      await writeFile(join(dir, 'workspace/large.bin'), randomBytes(extraBytes));
      await symlink('../../nowhere', join(dir, 'workspace/link'));
      const database = new DatabaseSync(join(dir, 'gateway.sqlite'));
      database.exec('create table sessions (text text)');
      for (let i = 0; i < 50; i++) database.prepare('insert into sessions values (?)').run(`message ${i}`);
      database.close();
      await until('the day began', async () => {
        const where = { id: claimed.entitlementId };
        return (await world.db.entitlement.findUniqueOrThrow({ where })).startedAt !== null;
      });
      return claimed;
    },

    /** It is there, quiet, as wanted, with one program or none, and nothing of it is on the other host. */
    async settlesOn(name: HostName, id: string, phase: 'running' | 'expired' | 'suspended' = 'running') {
      const row = await until(
        `${id} is ${phase} on ${name} alone`,
        async () => {
          const seen = await world.row(id);
          const still = seen.moveTo === null && seen.movedFrom === null && seen.remainsOn === null;
          return seen.host === name && seen.phase === phase && seen.phaseReason !== 'moving' && still && seen;
        },
        patienceMs,
      ).catch(async (error: Error) => {
        const { host, moveTo, movedFrom, remainsOn, phaseReason, phaseDetail } = await world.row(id);
        const facts = { host, moveTo, movedFrom, remainsOn, phaseReason, phaseDetail };
        throw new Error(`${error.message}; it is ${JSON.stringify(facts)}`);
      });
      const other = name === 'a' ? 'b' : 'a';
      const programs = await world.programs(id);
      if (programs.length !== (phase === 'running' ? 1 : 0))
        throw new Error(`${programs.length} programs run`);
      const left = await hosts[other].driver.observe(id);
      if (left.state !== 'absent') throw new Error(`on ${other} it is ${left.state}`);
      return row;
    },
  };
}
