import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from './program.ts';

const { ROCKPOOL_URL, ROCKPOOL_TOKEN, XDG_CONFIG_HOME } = process.env;

process.exitCode = await runCommandLine(process.argv.slice(2), {
  url: ROCKPOOL_URL,
  token: ROCKPOOL_TOKEN,
  configFile: join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'rockpool', 'config.json'),
  isTerminal: Boolean(process.stdin.isTTY && process.stderr.isTTY),
  columns: process.stdout.columns,
});
