/** What this process can find out about how well it is hidden. */
import { closeSync, existsSync, openSync } from 'node:fs';
import inspector from 'node:inspector';
import path from 'node:path';
import { isAlone } from '../processes/strays.ts';
import { readProcess, readProcesses } from '../processes/process-table.ts';
import type { SecrecyFacts } from './verdict.ts';

const platformFiles = ['openclaw.json', 'config.json', 'rockpool.json', '.env'];

/** Null where there is no `/proc` to ask. */
export function readSecrecyFacts(stateDir: string): SecrecyFacts | null {
  const status = readProcess('self');
  if (status === null) return null;
  const { uid, capabilities, noNewPrivileges, caughtSignals } = status;
  return {
    uid,
    capabilities,
    noNewPrivileges,
    caughtSignals,
    readable: canOpen('/proc/self/environ'),
    inspector: inspector.url() !== undefined,
    files: platformFiles.filter((name) => existsSync(path.join(stateDir, name))),
  };
}

/** Whether no process of this user is here but this one and those that started it. Asked at the start, before a command ran. */
export function readIsAlone(): boolean {
  const self = readProcess('self');
  return (
    self !== null &&
    isAlone(
      readProcesses().map((each) => ({ ...each, mark: null })),
      self,
    )
  );
}

function canOpen(file: string): boolean {
  try {
    closeSync(openSync(file, 'r'));
    return true;
  } catch {
    return false;
  }
}
