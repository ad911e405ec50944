/** `rockpool-gateway`: `start`, and the commands of `cli/`. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { channelTable } from './channels/table.ts';
import { openConfig } from './config-source.ts';
import { createGateway } from './gateway.ts';
import { v8Heap } from './heap-release.ts';
import { startHttpServer } from './http/server.ts';
import { openLogFile } from './log-file.ts';
import { createLogger } from './logger.ts';
import { readIsAlone, readSecrecyFacts } from './secrecy/self-facts.ts';
import { judgeSecrecy } from './secrecy/verdict.ts';
import { createMetrics } from './metrics.ts';
import type { ModelEvent, ModelRequest, ModelStream } from './agent/model.ts';
import { version } from './version.ts';

export type Process = {
  argv: string[];
  environment: Readonly<Record<string, string | undefined>>;
  home: string;
  /** folder of the package: first-boot workspace files lie in `workspace/` */
  packageDir: string;
  out(text: string): void;
  err(text: string): void;
  /** standard input, read only when the files come that way */
  input: Readable;
  onSignal(listener: (signal: string) => void): void;
  now(): number;
};

const drainMs = 8_000;
/** the process wants to be started again; the provisioner's drivers know it */
const restartExitCode = 75;
/** Resolves with the exit code when the program is over. */
export async function runProgram(program: Process): Promise<number> {
  const [first = '', ...rest] = program.argv;
  if (first === 'start' && rest.length === 0) return start(program);
  if (['--version', '-v', 'version'].includes(first)) {
    program.out(`${version}\n`);
    return 0;
  }
  const { runCli } = await import('./cli/run.ts');
  return runCli(program);
}

async function start(program: Process): Promise<number> {
  const { environment } = program;
  const { now } = program;
  const outputs = [program.out];
  const logger = createLogger((lines) => {
    for (const write of outputs) write(lines);
  }, now);
  const stopping = new AbortController();
  const stopped = new Promise<string>((resolve) => program.onSignal(resolve));
  void stopped.then(() => stopping.abort());
  let wantRestart = (): void => {};
  const restart = new Promise<'restart'>((resolve) => (wantRestart = () => resolve('restart')));
  const source = await openConfig(program, logger, stopping.signal);
  if (source.kind !== 'ok') {
    logger.flush();
    if (source.kind === 'stopped') return 0;
    const { path: at, message } = source;
    program.err(`The configuration cannot be used: ${at === '' ? '' : `${at} `}${message}\n`);
    return 78;
  }
  const { state: configState, stateDir } = source;
  logger.setSecrets(configState.current().config.secrets);
  for (const { path: at, message } of source.warnings) logger.log('warn', `${at}: ${message}`);
  mkdirSync(stateDir, { recursive: true });
  outputs.push(openLogFile(stateDir));
  const secrecy = configState.newestFiles() === null ? null : judgeSecrecy(readSecrecyFacts(stateDir));
  if (secrecy?.kind === 'open')
    logger.log('warn', 'programs of the agent could read the secrets', { gaps: secrecy.gaps });
  const gateway = createGateway({
    stateDir,
    templates: path.join(program.packageDir, 'workspace'),
    environment,
    configState,
    logger,
    now,
    randomBytes,
    secrecy,
    // asked before anything was started
    alone: secrecy !== null && readIsAlone(),
    metrics: createMetrics(),
    channels: channelTable,
    streamModel: lazyModel(() => configState.current().config.limits.modelIdleMs),
    heap: v8Heap,
    restart: { supervised: isSupervised(environment), end: () => wantRestart() },
  });
  configState.onChange(() => {
    const { error, hash } = configState.current();
    if (error === null) logger.log('info', 'the configuration was taken over', { hash });
    else logger.log('error', `the new configuration cannot be used: ${error.path} ${error.message}`);
  });
  try {
    const server = await startHttpServer(gateway, logger);
    logger.log('info', 'listening', { port: server.port, bind: gateway.config().http.bind });
    const why = await Promise.race([stopped, restart]);
    logger.log('info', 'draining', { signal: why });
    server.drain();
    await gateway.stop(drainMs);
    await server.endConnections();
    logger.log('info', 'stopped');
    return why === 'restart' ? restartExitCode : 0;
  } catch (error) {
    const { code, port } = error as NodeJS.ErrnoException & { port?: number };
    program.err(
      code === 'EADDRINUSE'
        ? `Port ${port} is in use by another program; set gateway.port or OPENCLAW_GATEWAY_PORT.\n`
        : `The gateway cannot start: ${(error as Error).message}\n`,
    );
    await gateway.stop(0);
    return code === 'EADDRINUSE' ? 98 : 1;
  } finally {
    configState.close();
    logger.flush();
  }
}

/** The platform's provisioner started it, and starts again what ends. */
const isSupervised = (environment: Process['environment']): boolean =>
  environment.ROCKPOOL_SUPERVISED === '1' || environment.ROCKPOOL_FILES === 'stdin';

/** Loaded by the first question, as many a start asks none. Later ones go straight to it: whatever stands between costs each event of each answer. */
function lazyModel(idleMs: () => number): ModelStream {
  let stream: typeof import('./agent/stream-model.ts').streamModel | null = null;
  const first = async function* (request: ModelRequest): AsyncGenerator<ModelEvent> {
    ({ streamModel: stream } = await import('./agent/stream-model.ts'));
    yield* stream(request, idleMs());
  };
  return (request) => (stream === null ? first(request) : stream(request, idleMs()));
}
