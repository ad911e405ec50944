import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlQueryable,
} from '@prisma/driver-adapter-utils';

const charOid = 18;
const nameArrayOid = 1003;
const textOid = 25;
const textArrayOid = 1009;

interface Field {
  dataTypeID: number;
}

/**
 * Lets an adapter of `@prisma/adapter-pg` read two catalog types that it does not map and the engine's description
 * of a schema needs: `"char"` and `name[]`. They are fetched as text; `"char"` is then called a character, as the
 * native engine does.
 */
export function readCatalogTypes<Adapter extends SqlDriverAdapter>(adapter: Adapter): Adapter {
  const startTransaction = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (isolationLevel) => readAsText(await startTransaction(isolationLevel));
  return readAsText(adapter);
}

function readAsText<Queryable extends SqlQueryable>(queryable: Queryable): Queryable {
  // private in the types, and the only place where the driver's own column types are still seen
  const inner = queryable as unknown as { performIO(query: SqlQuery): Promise<{ fields?: Field[] }> };
  const performIO = inner.performIO.bind(queryable);
  const queryRaw = queryable.queryRaw.bind(queryable);
  let isChar: boolean[] = [];
  inner.performIO = async (query) => {
    const result = await performIO(query);
    const fields = result.fields ?? [];
    isChar = fields.map((field) => field.dataTypeID === charOid);
    for (const field of fields) {
      if (field.dataTypeID === charOid) field.dataTypeID = textOid;
      if (field.dataTypeID === nameArrayOid) field.dataTypeID = textArrayOid;
    }
    return result;
  };
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query);
    result.columnTypes = result.columnTypes.map((type, i) => (isChar[i] ? ColumnTypeEnum.Character : type));
    return result;
  };
  return queryable;
}
