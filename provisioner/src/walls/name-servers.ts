/** `TENANT_NAME_SERVERS`: IPv4 addresses by commas. Pure. */
import { z } from 'zod';

export const NameServers = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .pipe(z.array(z.ipv4('expected IPv4 addresses by commas')));
