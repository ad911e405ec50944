import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { movingTag } from '../image/image-name.ts';
import { connectEngine, defaultSocket } from '../local/engine.ts';
import { Failure } from '../local/failure.ts';
import { inheritedEnvironment } from '../local/inherited-environment.ts';
import { makePlan } from '../local/plan.ts';
import { loadSecrets } from '../local/secrets-file.ts';
import type { Settings } from '../local/settings.ts';

export interface Installation {
  /** of the checkout */
  root: string;
  stateDir: string;
  settings: Settings;
}

/**
 * Starts the provisioner's own program for the walls with the environment that the provisioner has, so that its rules are the
 * very same, and returns its exit code. Output goes where ours does.
 * @throws Failure where there is no installation yet
 */
export async function runWalls(place: Installation, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const program = path.join(place.root, 'provisioner/src/walls/main.ts');
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...inheritedEnvironment(env), ...(await environmentOf(place)) },
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function environmentOf({ root, stateDir, settings }: Installation): Promise<Record<string, string>> {
  if (!fs.existsSync(path.join(stateDir, 'secrets.json')))
    throw new Failure(
      `There is no installation in ${stateDir} yet, so it has no walls: npm start makes one.`,
    );
  const engine = connectEngine(settings.DOCKER_SOCKET ?? defaultSocket);
  const bridge = await engine.bridgeAddress().catch(() => undefined);
  const image = movingTag('lean');
  const { services } = makePlan({
    // without its bridge no sandbox platform can be reached, so nothing is opened
    settings: bridge ? settings : { ...settings, FEISHU: 'live', SANDBOX_MODEL: 'off' },
    secrets: loadSecrets(stateDir),
    databaseUrl: '',
    places: { root, state: stateDir },
    inherited: {},
    runtime: { driver: 'docker', engine, image, bridge: bridge ?? '' },
  });
  return services.find(({ name }) => name === 'provisioner')!.env;
}
