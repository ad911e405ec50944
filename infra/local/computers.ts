import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DriverName } from './driver-choice.ts';
import { connectEngine, engineAnswersWithinMs, type Engine, type Removed } from './engine.ts';
import { inheritedEnvironment } from './inherited-environment.ts';
import { loadSecrets } from './secrets-file.ts';
import { endGateways } from './strays.ts';

/** as long as the provisioner gives one */
const graceSeconds = 10;

/** What ran the computers of this state folder last, undefined before the first start. */
export function rememberedDriver(stateDir: string): DriverName | undefined {
  const file = driverFile(stateDir);
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
  return text === 'process' || text === 'docker' ? text : undefined;
}

export function rememberDriver(stateDir: string, driver: DriverName): void {
  fs.writeFileSync(driverFile(stateDir), `${driver}\n`);
}

const driverFile = (stateDir: string) => path.join(stateDir, 'driver');

/**
 * Ends the computers of this state folder, drained, whatever runs them, and returns how many ran. Their files stay.
 * @throws Error when they are containers and the engine at `socket` does not answer
 */
export async function endComputers(stateDir: string, socket: string): Promise<number> {
  const processes = await endGateways(stateDir);
  const containers = await inEngine(stateDir, socket, (engine, installation) =>
    engine.stopComputers(installation, graceSeconds),
  );
  return processes + (containers ?? 0);
}

/**
 * By the provisioner's own command, which is tried again because everybody who writes rules waits for the same lock.
 * Who may not change the firewall has not put any walls up either.
 */
function lowerWalls(installation: string): void {
  const command = fileURLToPath(new URL('../../provisioner/src/walls/main.ts', import.meta.url));
  const env = { ...inheritedEnvironment(process.env), ROCKPOOL_INSTALLATION: installation };
  for (let tries = 3; tries > 0; tries--) {
    const { status, stdout } = spawnSync(process.execPath, [command, 'down'], { env, encoding: 'utf8' });
    if (status === 0 || process.getuid?.() !== 0) return;
    if (tries === 1) console.warn(`The walls of ${installation} may still stand: ${stdout.trim()}`);
  }
}

/**
 * Removes what this state folder has in a Docker engine, workspaces included, and the walls around it.
 * @param tell of each thing when it is gone
 * @throws Error when there may be something left, and the engine at `socket` does not answer or cannot remove it
 */
export async function removeContainers(
  stateDir: string,
  socket: string,
  tell: (removed: Removed) => void = () => {},
): Promise<void> {
  await inEngine(stateDir, socket, async (engine, installation) => {
    await engine.removeInstallation(installation, (removed) => {
      removeDisk(removed);
      tell(removed);
    });
    lowerWalls(installation);
  });
}

/** A bounded disk is `<id>.ext4`, and the volume was made of the link `<id>.loop` beside it. */
function removeDisk({ device: link }: Removed): void {
  if (!link) return;
  for (const file of [link, link.replace(/\.loop$/, '.ext4')]) fs.rmSync(file, { force: true });
}

async function inEngine<T>(
  stateDir: string,
  socket: string,
  work: (engine: Engine, installation: string) => Promise<T>,
): Promise<T | undefined> {
  if (!fs.existsSync(path.join(stateDir, 'secrets.json'))) return undefined;
  const engine = connectEngine(socket);
  try {
    await engine.version(engineAnswersWithinMs);
  } catch (error) {
    // volumes of an earlier driver may be there, but nothing that runs or that is looked for
    if (rememberedDriver(stateDir) !== 'docker') return undefined;
    throw error;
  }
  return work(engine, loadSecrets(stateDir).installation);
}
