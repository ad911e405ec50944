/** The skills of a state folder without a gateway: for the command line. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { findConfig, loadConfig } from '../config-files.ts';
import { parseConfig, type GatewayConfig } from '../config.ts';
import { runShell } from '../tools/run-shell.ts';
import { programEnvironment } from '../tools/program-environment.ts';
import { createCodeLeaves } from './code-leave.ts';
import { createSkills, type SkillsRoom } from './room.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export type OfflineSkills = {
  stateDir: string;
  config: GatewayConfig;
  /** of the agent that is the default */
  agentId: string;
  room: SkillsRoom;
};

/** @param packageDir folder of the program's package */
export function openOfflineSkills(environment: Variables, home: string, packageDir: string): OfflineSkills {
  const place = findConfig(environment, home);
  const { stateDir } = place;
  const loaded = loadConfig(place, environment);
  // an instance's files come by standard input: what they say is not known here
  const read =
    loaded.kind === 'ok'
      ? loaded
      : parseConfig({ 'openclaw.json': '{}', 'rockpool.json': null, '.env': null }, environment, stateDir);
  if (read.kind === 'error') throw new Error(`${read.path} ${read.message}`);
  const { config } = read;
  const newMark = (): string => randomBytes(16).toString('hex');
  const shells = { alone: false, live: new Set<never>(), newMark, reserve: null };
  const room = createSkills({
    stateDir,
    bundledDir: path.join(packageDir, 'skills'),
    searchPath: environment.PATH ?? '',
    leaves: createCodeLeaves({ recall: (key) => recall(stateDir, key), remember: () => {} }),
    runner: {
      node: process.execPath,
      script: path.join(packageDir, 'skill-kit/runner.mjs'),
      refusal: () => ({ zh: '', en: '' }),
      environment: (workspace) => programEnvironment(environment, workspace),
      run: (command) => runShell(shells, command),
    },
    config: () => config,
    setting: () => undefined,
    now: () => Date.now(),
  });
  return { stateDir, config, agentId: config.defaultAgentId, room };
}

function recall(stateDir: string, key: string): string | null {
  const file = path.join(stateDir, 'gateway.sqlite');
  if (!fs.existsSync(file)) return null;
  try {
    const sqlite = new DatabaseSync(file, { readOnly: true });
    try {
      const row = sqlite.prepare('SELECT value FROM facts WHERE key = ?').get(key);
      return typeof row?.value === 'string' ? row.value : null;
    } finally {
      sqlite.close();
    }
  } catch {
    return null;
  }
}
