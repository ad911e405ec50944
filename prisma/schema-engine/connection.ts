import pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';

/** Where a URL points, and Prisma's own `?schema=`. */
export interface Target {
  config: pg.ClientConfig & { database: string };
  schema: string | undefined;
}

/**
 * Separate fields instead of `connectionString`, beside which pg ignores `database`: a shadow database would silently
 * be the main one. Parsed as the services' pool does, so `sslmode` means the same here and there.
 */
export function targetOf(url: string): Target {
  const { schema, ...config } = parseIntoClientConfig(url) as pg.ClientConfig & { schema?: string };
  return { config: { ...config, database: config.database || 'postgres' }, schema };
}

export async function connectOnce<T>(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export const createDatabase = (url: string, name = targetOf(url).config.database) =>
  onServer(url, `CREATE DATABASE ${pg.escapeIdentifier(name)}`);

export const dropDatabase = (url: string, name = targetOf(url).config.database) =>
  onServer(url, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);

/** Runs a statement in the maintenance database of the server. */
async function onServer(url: string, statement: string): Promise<void> {
  await connectOnce({ ...targetOf(url).config, database: 'postgres' }, (client) => client.query(statement));
}
