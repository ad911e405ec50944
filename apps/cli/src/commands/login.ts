import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { connect } from '../api.ts';
import { writeConfig } from '../config.ts';
import { exitCodes, Failure } from '../failure.ts';
import type { AddCommands } from '../program.ts';

const Url = z.url({ protocol: /^https?$/ });

export const addLoginCommand: AddCommands = (program, session) => {
  program
    .command('login')
    .description('keeps address and token in ~/.config/rockpool/config.json, for you alone')
    .option('--url <address>', 'of the portal, e.g. https://pool.example.com')
    .action(async ({ url }: { url?: string }) => {
      const { around, out } = session();
      const address =
        url ?? around.url ?? (around.isTerminal ? await question('Address of the portal: ') : '');
      if (!Url.safeParse(address).success)
        throw new Failure(exitCodes.usage, `"${address}" is no address: it begins with https:// or http://.`);
      // never as a word of the command: those stay in the shell's history and show in the list of processes
      const token =
        around.token ?? (around.isTerminal ? await question('API token (rp_…): ') : await readAll());
      const trimmed = address.replace(/\/+$/, '');
      await connect({ url: trimmed, token: token.trim() }).get('/settings', { shape: z.object({}) });
      writeConfig(around.configFile, { url: trimmed, token: token.trim() });
      out.line(`Signed in at ${trimmed}. Kept in ${around.configFile}.`);
    });
};

async function question(text: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(text);
  lines.close();
  return answer.trim();
}

async function readAll(): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
