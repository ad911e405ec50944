import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { baseEvents, baseScopes, knownEvents, knownScopes } from './platform-template.ts';

const names = z.array(z.string()).default([]);
const TokenKinds = z.strictObject({ tenant: names, user: names });

export const Addons = z.strictObject({
  preset: z.boolean().default(true),
  scopes: TokenKinds.optional(),
  events: z.strictObject({ items: TokenKinds.optional() }).optional(),
  callbacks: z.strictObject({ items: names }).optional(),
});
export type Addons = z.infer<typeof Addons>;

/** Reads the QR parameter (JSON, gzip, base64url). Undefined when it is not that. */
export function decodeAddons(parameter: string): Addons | undefined {
  try {
    const json = gunzipSync(Buffer.from(parameter, 'base64url'), { maxOutputLength: 256_000 }).toString(
      'utf8',
    );
    return Addons.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** What the app gets: the template (or, with `preset: false`, nothing) plus the known names; unknown ones fall away. */
export function grantsOf(addons: Addons | undefined): { scopes: string[]; events: string[] } {
  const usesTemplate = addons?.preset ?? true;
  const asked = addons?.scopes;
  const scopes = [...(usesTemplate ? baseScopes : []), ...(asked?.tenant ?? []), ...(asked?.user ?? [])];
  const items = addons?.events?.items;
  const events = [
    ...(usesTemplate ? baseEvents : []),
    ...(items?.tenant ?? []),
    ...(items?.user ?? []),
    ...(addons?.callbacks?.items ?? []),
  ];
  return {
    scopes: [...new Set(scopes)].filter((name) => knownScopes.has(name)),
    events: [...new Set(events)].filter((name) => knownEvents.has(name)),
  };
}
