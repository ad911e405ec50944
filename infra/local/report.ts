import path from 'node:path';
import { demoPhones } from '@rockpool/db/seed';
import { Failure } from './failure.ts';
import type { Stack } from './stack.ts';

/** Tells people where to go, what is not real, and how to make it so. */
export function announce(
  stack: Stack,
  stateDir: string,
  tookMs: number,
  adminLink: string | null = null,
): void {
  const lines = ['', `Rockpool is up after ${(tookMs / 1000).toFixed(1)} s:  ${stack.urls.portal}`, ''];
  if (stack.simulated.some(({ part }) => part === 'sms')) {
    lines.push('  Phone numbers to try, any other works too:');
    for (const { phone, what } of demoPhones) lines.push(`    ${phone.replace('+86', '')}  ${what}`);
    lines.push('');
  }
  if (adminLink)
    lines.push(
      '  The console has no admin yet. Who opens this link becomes the first:',
      `    ${adminLink}`,
      '',
    );
  if (stack.simulated.length === 0) lines.push('  Nothing is simulated.');
  for (const { what, url, makeReal } of stack.simulated)
    lines.push(`  Sandbox: ${what.padEnd(46)} ${url.padEnd(23)} real: ${makeReal}`);
  if (stack.simulated.length > 0)
    lines.push('  What is real is chosen line by line in .env (see .env.example).');
  lines.push(
    '',
    `  Logs: ${path.join(path.relative(process.cwd(), stateDir) || '.', 'logs')}    End: Ctrl-C${stack.runtime.driver === 'docker' ? '; computers go on until npm run stop' : ''}`,
  );
  console.log(lines.join('\n'));
}

/** Prints what went wrong, a Failure as its sentence and a bug with its stack. Returns the exit code. */
export function complain(error: unknown): number {
  console.error(error instanceof Failure ? `\n${error.message}` : error);
  return 1;
}
