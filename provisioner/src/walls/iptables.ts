/** The kernel's filter table by its own programs, started without a shell and without our environment. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { parseListing, type Listing } from './restore.ts';
import type { RuleSet } from './rules.ts';

/** The firewall could not be read or written; the message is a sentence for people. */
export class FirewallError extends Error {
  /** whether another user, or another machine, could do it: trying again will not help */
  readonly forbidden: boolean;
  constructor(message: string, forbidden: boolean) {
    super(message);
    this.forbidden = forbidden;
  }
}

type Family = RuleSet['family'];
const programOf = { ipv4: 'iptables', ipv6: 'ip6tables' } as const;
// Others hold the kernel's lock for as long as they write; dockerd does so at every start of a container.
const waitSeconds = '5';
const timeoutMs = 10_000;

/** @throws FirewallError */
export async function listRules(family: Family): Promise<Listing> {
  const { stdout } = await run(family, '', ['-w', waitSeconds, '-S']);
  return parseListing(stdout);
}

/** All of it, or nothing. @throws FirewallError */
export async function restore(family: Family, input: string): Promise<void> {
  await run(family, '-restore', ['-w', waitSeconds, '--noflush'], input);
}

/** @throws FirewallError */
export async function hasRule(family: Family, chain: string, rule: string): Promise<boolean> {
  const { code } = await run(
    family,
    '',
    ['-w', waitSeconds, '-C', chain, ...rule.split(' ')],
    undefined,
    [1],
  );
  return code === 0;
}

async function run(family: Family, suffix: string, args: string[], input = '', expected: number[] = []) {
  const program = `${programOf[family]}${suffix}`;
  const child = spawn(program, args, {
    env: { PATH: '/usr/sbin:/sbin:/usr/bin:/bin', LC_ALL: 'C' },
    timeout: timeoutMs,
  });
  // one that ends before it has read everything is told by its exit code
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  try {
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    if (code === 0 || (code !== null && expected.includes(code))) return { code, stdout };
    throw failed(program, stderr.trim() || `ended with ${code ?? 'a signal'}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new FirewallError(`${program} is not installed on this machine`, true);
    throw error;
  }
}

function failed(program: string, said: string): FirewallError {
  if (/permission denied|operation not permitted|must be root/i.test(said))
    return new FirewallError(`this user may not change the firewall (${program} needs root)`, true);
  return new FirewallError(`${program}: ${said.split('\n')[0]}`, false);
}
