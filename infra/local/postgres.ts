import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { Failure } from './failure.ts';
import { findPrograms, type PostgresPrograms } from './postgres-programs.ts';
import { isFree } from './ports.ts';
import { commandOf, hasEnded, isAlive } from './processes.ts';

const versionWanted = '18';
const superuserName = 'rockpool';

export interface PostgresOptions {
  /** made when missing; when we are root, every folder above it must be open to the user `postgres` */
  dataDir: string;
  port: number;
  /** of the superuser `rockpool`; stays the same for the life of the data */
  password: string;
  /** server settings for this start, e.g. `{ fsync: 'off' }` for a test */
  settings?: Record<string, string>;
}

export interface Postgres {
  port: number;
  /** true when a server already ran on this data */
  adopted: boolean;
  /** connection URL of one database on this server */
  url(database: string): string;
  /** Makes an empty database; one that exists is left alone. */
  createDatabase(name: string): Promise<void>;
  /** Ends the server and its connections; a server that is gone already is a success. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on `dataDir`, or attaches to the one that runs there (then on its own port). The server
 * is a daemon: it outlives a killed parent, and the next start finds it again.
 * @throws Failure when the port is busy, the data is of another version, or the server does not come up
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const programs = await findPrograms(path.dirname(options.dataDir));
  const runningPort = await attach(options);
  if (runningPort === undefined) {
    await initialise(programs, options);
    await launch(programs, options);
  }
  return serverAt(runningPort ?? options.port, runningPort !== undefined, options);
}

/** The port of the server that runs on this data, undefined when none does. */
async function attach({ dataDir, password }: PostgresOptions): Promise<number | undefined> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const running = readPidFile(dataDir);
    if (!running) return undefined;
    const problem = await unreachable(urlOf(running.port, password, 'postgres'));
    if (!problem) return running.port;
    if (performance.now() > deadline)
      throw new Failure(
        `A PostgreSQL server (process ${running.pid}) holds ${dataDir} but does not let us in: ${problem}. End it and start again.`,
      );
    await delay(100);
  }
}

/**
 * What `postmaster.pid` says, when it is true. The process id alone proves nothing: after a reboot it can
 * belong to anything, and PostgreSQL itself would then refuse to start, so a stale file is removed.
 */
function readPidFile(dataDir: string): { pid: number; port: number } | undefined {
  const file = path.join(dataDir, 'postmaster.pid');
  if (!fs.existsSync(file)) return undefined;
  const [pid, , , port] = fs.readFileSync(file, 'utf8').split('\n').map(Number);
  if (!pid || !commandOf(pid).includes(dataDir)) {
    fs.rmSync(file, { force: true });
    return undefined;
  }
  return { pid, port: port ?? 0 };
}

async function initialise(programs: PostgresPrograms, { dataDir, password }: PostgresOptions): Promise<void> {
  const found = path.join(dataDir, 'PG_VERSION');
  if (fs.existsSync(found)) {
    const version = fs.readFileSync(found, 'utf8').trim();
    if (version === versionWanted) return;
    throw new Failure(
      `${dataDir} holds data of PostgreSQL ${version}, this is ${versionWanted}: move the data over, or begin anew with npm start -- --reset.`,
    );
  }
  // initdb works beside the place and the result is moved there whole, so one that was killed leaves no half database
  const parent = path.dirname(dataDir);
  fs.mkdirSync(parent, { recursive: true });
  const work = fs.mkdtempSync(path.join(parent, 'initdb-'));
  try {
    if (programs.account) fs.chownSync(work, programs.account.uid, programs.account.gid);
    fs.chmodSync(work, 0o700);
    const passwordFile = path.join(work, `password-${randomBytes(4).toString('hex')}`);
    fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (programs.account) fs.chownSync(passwordFile, programs.account.uid, programs.account.gid);
    const fresh = path.join(work, 'data');
    const { code, output } = await run(programs, 'initdb', [
      `--pgdata=${fresh}`,
      `--username=${superuserName}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ]);
    if (code !== 0) throw new Failure(`The database could not be set up in ${dataDir}: ${output.trim()}`);
    fs.renameSync(fresh, dataDir);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

async function launch(
  programs: PostgresPrograms,
  { dataDir, port, settings }: PostgresOptions,
): Promise<void> {
  if (!(await isFree(port)))
    throw new Failure(
      `Port ${port}, meant for the database, is in use by another program: free it, or choose another PORT in .env.`,
    );
  const log = path.join(dataDir, 'server.log');
  fs.rmSync(log, { force: true });
  const flags = Object.entries({
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...settings,
  }).map(([name, value]) => `-c ${name}='${value}'`);
  const { code } = await run(programs, 'pg_ctl', [
    'start',
    '--wait',
    '--timeout=60',
    '--silent',
    `--pgdata=${dataDir}`,
    `--log=${log}`,
    `--options=${flags.join(' ')}`,
  ]);
  if (code === 0) return;
  const lines = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n') : [];
  const said =
    lines.findLast((line) => /FATAL|PANIC|could not/.test(line)) ?? lines.at(-1) ?? 'it left no log';
  throw new Failure(`PostgreSQL did not start: ${said} (whole log: ${log})`);
}

function serverAt(port: number, adopted: boolean, { dataDir, password }: PostgresOptions): Postgres {
  return {
    port,
    adopted,
    url: (database) => urlOf(port, password, database),
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres') });
      await client.connect();
      try {
        const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
        if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
    },
    stop: () => stopPostgres(dataDir),
  };
}

/** Ends the server that runs on this data, if one does: first closing its connections, after ten seconds at once. */
export async function stopPostgres(dataDir: string): Promise<void> {
  const running = readPidFile(dataDir);
  if (!running) return;
  for (const [signal, patienceMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    if (!isAlive(running.pid)) return;
    process.kill(running.pid, signal);
    if (await hasEnded(running.pid, patienceMs)) return;
  }
  throw new Failure(`PostgreSQL (process ${running.pid}) does not end: end it by hand.`);
}

const urlOf = (port: number, password: string, database: string) =>
  `postgresql://${superuserName}:${password}@127.0.0.1:${port}/${database}`;

/** Why nobody answers at this URL; undefined when somebody does. */
async function unreachable(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.query('select 1');
    return undefined;
  } catch (error) {
    return (error as Error).message || (error as NodeJS.ErrnoException).code || 'no answer';
  } finally {
    await client.end().catch(() => undefined);
  }
}

function run({ bin, account }: PostgresPrograms, program: string, args: string[]) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    // the server inherits what pg_ctl holds: with pipes of ours it would keep them, and us, open
    const child = spawn(path.join(bin, program), args, {
      ...account,
      cwd: '/',
      env: { LC_ALL: 'C' },
      stdio: ['ignore', program === 'initdb' ? 'pipe' : 'ignore', program === 'initdb' ? 'pipe' : 'ignore'],
    });
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) => resolve({ code, output }));
  });
}
