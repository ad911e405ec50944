import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { readCatalogTypes } from './catalog-types.ts';
import { createDatabase, dropDatabase, targetOf } from './connection.ts';

/** How the engine reaches the database and, for comparisons, an empty shadow beside it. */
export function adapterFactory(url: string): SqlMigrationAwareDriverAdapterFactory {
  const { config, schema } = targetOf(url);
  const factoryFor = (database: string) =>
    new PrismaPg({ ...config, database, max: 1 }, schema === undefined ? {} : { schema });
  const main = factoryFor(config.database);
  return {
    provider: main.provider,
    adapterName: main.adapterName,
    connect: async () => completed(await main.connect()),
    async connectToShadowDb() {
      const shadow = `prisma_migrate_shadow_db_${randomUUID()}`;
      await createDatabase(url, shadow);
      const adapter = await factoryFor(shadow).connect();
      return droppedAfterwards(completed(adapter), () => dropDatabase(url, shadow));
    },
  };
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

const completed = (adapter: Adapter) => wholeScripts(readCatalogTypes(adapter));

/**
 * Sends a script in one piece, as the native engine does. The adapter would cut it at every semicolon, which breaks
 * function bodies.
 */
function wholeScripts(adapter: Adapter): Adapter {
  adapter.executeScript = async (script) => {
    await adapter
      .underlyingDriver()
      .query(script)
      .catch((error: unknown) => rethrow(adapter, error));
  };
  return adapter;
}

/** Private in the types: turns the driver's error into the one that the engine can explain. */
const rethrow = (adapter: Adapter, error: unknown) =>
  (adapter as unknown as { onError(error: unknown): never }).onError(error);

function droppedAfterwards(adapter: Adapter, drop: () => Promise<void>): Adapter {
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await drop();
  };
  return adapter;
}
