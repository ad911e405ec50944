/** `platform` of rockpool.json: the service that this instance belongs to; absent where the gateway runs alone. */
import * as z from 'zod/mini';

export const PlatformSection = z.strictObject({
  /** origin of the pages where the owner signs in */
  portalUrl: z.url(),
});
