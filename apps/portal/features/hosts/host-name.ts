import { z } from 'zod';

/** As the database has them: lower case, digits and hyphens. */
export const HostName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/);
