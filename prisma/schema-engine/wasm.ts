import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The engine's class in the generated bindings; its methods are those of the protocol. */
export type EngineBindings = typeof import('@prisma/schema-engine-wasm/schema_engine_bg');

/** Node has it; the types of Node 24 name it without its members. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
  };
};

/** Loads the WebAssembly module by hand: its own entry point imports `.wasm` files, which Node does not do by itself. */
export async function loadBindings(): Promise<EngineBindings> {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const wasm = readFileSync(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
  // the module writes its panic message here
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: () => {} } });
  const module = new WebAssembly.Module(wasm);
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': bindings });
  (bindings as unknown as { __wbg_set_wasm(exports: object): void }).__wbg_set_wasm(exports);
  (exports.__wbindgen_start as () => void)();
  return bindings;
}
