import { ensureImage } from '../image/build.ts';
import { endComputers, rememberDriver, rememberedDriver } from './computers.ts';
import { chooseDriver } from './driver-choice.ts';
import { connectEngine, defaultSocket, engineAnswersWithinMs, EngineAnswer, type Engine } from './engine.ts';
import { Failure } from './failure.ts';
import { isFree } from './ports.ts';
import type { Settings } from './settings.ts';
import { gatewayProcesses } from './strays.ts';

/** What computers of a start run on. */
export type Runtime = { driver: 'process' } | DockerRuntime;
export interface DockerRuntime {
  driver: 'docker';
  engine: Engine;
  image: string;
  /** address of this machine that containers reach */
  bridge: string;
}

export interface RuntimeQuestion {
  settings: Settings;
  stateDir: string;
  /** this installation's name in labels */
  installation: string;
  /** computers of this installation that have files */
  computers: number;
  say: (line: string) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Chooses what runs the computers, makes the image when that is Docker, and remembers the choice in the state
 * folder. Says which and why in one line, and how many computers run already.
 * @throws Failure when the wanted driver cannot be had, or only one that would leave computers behind
 */
export async function chooseRuntime(question: RuntimeQuestion): Promise<Runtime> {
  const { settings, stateDir, installation, computers, say, signal } = question;
  const socket = settings.DOCKER_SOCKET ?? defaultSocket;
  const facts = { wanted: settings.DRIVER, remembered: rememberedDriver(stateDir), computers };
  const found = settings.DRIVER === 'process' ? unusable('') : await findEngine(socket);
  let choice = chooseDriver({ ...facts, engine: found });
  let image: string | undefined;
  if (choice.driver === 'docker') {
    try {
      // the image is made by the program docker, which would otherwise choose its engine by itself
      process.env.DOCKER_HOST = `unix://${socket}`;
      image = (await ensureImage({ target: 'lean', say, ...(signal && { signal }) })).tag;
    } catch (error) {
      signal?.throwIfAborted();
      choice = chooseDriver({ ...facts, engine: unusable(imageProblem(error)) });
    }
  }
  if (!choice.driver) throw new Failure(choice.refusal);
  say(choice.line);
  // nobody would look after what the other driver runs, and both would answer the same messages
  if (choice.leaves) await endComputers(stateDir, socket);
  rememberDriver(stateDir, choice.driver);
  if (choice.driver === 'process' || !found.usable || !image) {
    sayRunning(gatewayProcesses(stateDir).length, say);
    return { driver: 'process' };
  }
  const running = (await found.engine.computers(installation)).filter((each) => each.running);
  sayRunning(running.length, say);
  return { driver: 'docker', engine: found.engine, image, bridge: found.bridge };
}

function sayRunning(count: number, say: (line: string) => void): void {
  if (count > 0)
    say(
      `${count} ${count === 1 ? 'computer runs' : 'computers run'} already and ${count === 1 ? 'goes' : 'go'} on`,
    );
}

type FoundEngine =
  { usable: true; version: string; engine: Engine; bridge: string } | { usable: false; why: string };

const unusable = (why: string): FoundEngine => ({ usable: false, why });

async function findEngine(socket: string): Promise<FoundEngine> {
  const engine = connectEngine(socket);
  try {
    const version = await engine.version(engineAnswersWithinMs);
    const bridge = await engine.bridgeAddress();
    // an engine in a virtual machine or a namespace of its own has its bridge there, and its computers too
    if (!bridge || !(await isFree(0, bridge)))
      return unusable(
        `the Docker engine ${version} has no default bridge on this machine, so its containers could not be reached`,
      );
    return { usable: true, version, engine, bridge };
  } catch (error) {
    return unusable(engineProblem(error, socket));
  }
}

function engineProblem(error: unknown, socket: string): string {
  if (error instanceof EngineAnswer)
    return `the Docker engine at ${socket} cannot be used (${error.message.replace(/\.$/, '')})`;
  return (error as NodeJS.ErrnoException).code === 'EACCES'
    ? `the Docker engine at ${socket} is not open to this user`
    : `no Docker engine answers at ${socket}`;
}

function imageProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const sentence = message.trim().split('\n').at(-1)!.replace(/\.$/, '');
  return `the Docker engine answers, but the runtime image could not be built (${sentence})`;
}
