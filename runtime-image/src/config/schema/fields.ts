/** Fields as most sections of `openclaw.json` have them. */
import * as z from 'zod/mini';

export const text = z.optional(z.string());
export const flag = z.optional(z.boolean());
export const idList = z.optional(z.array(z.union([z.string(), z.number()])));
export const positive = z.optional(z.int().check(z.positive()));

/** Keys that upstream knows and this gateway does not use. */
export function unused<const K extends string>(...keys: K[]): Record<K, z.ZodMiniOptional<z.ZodMiniUnknown>> {
  return Object.fromEntries(keys.map((key) => [key, z.optional(z.unknown())])) as never;
}
