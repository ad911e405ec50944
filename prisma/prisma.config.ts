import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Prisma downloads its native schema engine at first use. The official wasm build of the same
// engine, behind the same protocol, needs no download; PRISMA_NATIVE_ENGINE=1 asks for the native one.
if (!process.env.PRISMA_NATIVE_ENGINE)
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= at('./schema-engine/main.ts');

export default defineConfig({
  schema: at('./schema.prisma'),
  migrations: { path: at('./migrations') },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
