import { z } from 'zod';
import type { HostPort } from './rules.ts';

const hostPort = /^([^:\s]+):(\d{1,5})$/;

/**
 * `SANDBOX_REACH`: pairs `<as the portal names it>=<as an instance reaches it>` by commas. The walls open the right-hand sides,
 * so those are addresses and not names.
 */
export const Reach = z.string().transform((text, context): { from: HostPort; to: HostPort }[] =>
  text
    .split(',')
    .filter((each) => each.trim() !== '')
    .map((pair) => {
      const [from, to, ...rest] = pair.trim().split('=').map(readHostPort);
      if (from && to && rest.length === 0 && z.ipv4().safeParse(to.host).success) return { from, to };
      context.addIssue(`"${pair.trim()}" is not of the form host:port=address:port`);
      return z.NEVER;
    }),
);

function readHostPort(text: string): HostPort | null {
  const [, host, port] = hostPort.exec(text) ?? [];
  return host && Number(port) >= 1 && Number(port) <= 65_535 ? { host, port: Number(port) } : null;
}
