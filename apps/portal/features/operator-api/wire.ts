/** Shapes that many endpoints share, as they are on the wire. */
import { Policy } from '@rockpool/db/domain/policy';
import { z } from 'zod';

/** A date of ours goes out as ISO 8601 in UTC. */
export const Instant = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString() : value),
  z.iso.datetime(),
);

export const ById = z.object({ id: z.uuid() });

/** Why somebody does it, for the audit log. */
export const Reason = z.string().trim().min(1).max(500);

export const Name = z.object({ zh: z.string(), en: z.string() });

/** What a campaign offers; one component of the document. */
export const PolicyShape = Policy.meta({ id: 'Policy' });
