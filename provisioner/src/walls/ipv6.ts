import { existsSync } from 'node:fs';

/** Without it in the kernel there is nothing to wall off, and ip6tables would only fail. */
export const kernelHasIPv6 = () => existsSync('/proc/net/if_inet6');
