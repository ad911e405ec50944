/** The gateway in a real container, held as the platform holds it, with a model on this machine that says what it is told. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildBundle } from '../../build-bundle.ts';
import { ChatHistory, type ChatMessage } from '../control/chat.ts';
import { GatewayStatus } from '../control/status.ts';
import type { RockpoolFile } from '../config.ts';
import {
  modelKey,
  openclawFile,
  removeDir,
  startModelEmulator,
  tempDir,
  token,
  until,
  type ModelEmulator,
} from '../testing.ts';

const run = promisify(execFile);
const docker = async (...args: string[]): Promise<string> =>
  (await run('docker', args, { maxBuffer: 64 * 1024 * 1024 })).stdout.trim();

const image = process.env.RUNTIME_IMAGE || 'rockpool/gateway:lean';
const appSecret = 'app-secret-for-tests';
export const secrets = [token, modelKey, appSecret];

/** Why tests in containers cannot run here; empty when they can. Where nothing may be skipped they run and fail. */
export async function whyNoContainers(): Promise<string> {
  if (process.env.ROCKPOOL_NO_SKIP === '1') return '';
  try {
    await docker('version', '--format', '{{.Server.Version}}');
  } catch {
    return ' (skipped: no Docker engine answers)';
  }
  return docker('image', 'inspect', image).then(
    () => '',
    () => ` (skipped: there is no image ${image}; npm run image)`,
  );
}

const limits = [
  ...['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--user=10001:10001'],
  ...['--memory=192m', '--memory-swap=192m', '--cpus=1', '--pids-limit=96', '--oom-score-adj=500'],
  ...['--tmpfs=/tmp:rw,noexec,nosuid,nodev,size=64m,mode=1777', '--ulimit=core=0'],
];

/** @param data what is mounted on `/data`, in the form of `docker create`; a volume of its own without it */
export async function startContained(data?: string): Promise<Contained> {
  const folder = tempDir();
  const bundle = path.join(folder, 'gateway.cjs');
  const files = await buildBundle(bundle);
  const name = `rockpool-t${randomBytes(3).toString('hex')}-gateway`;
  await docker(
    ...['create', '--interactive', `--name=${name}`, '--label=rockpool.installation=gateway-test', ...limits],
    data ?? `--volume=${name}:/data`,
    ...files.map((file) => `--volume=${path.join(folder, file)}:/opt/rockpool/${file}:ro`),
    image,
  );
  const contained = new Contained(name, async () => {
    await docker('rm', '--force', '--volumes', name);
    if (data === undefined) await docker('volume', 'rm', '--force', name);
    removeDir(folder);
  });
  try {
    await contained.start();
  } catch (error) {
    await contained.remove();
    throw error;
  }
  return contained;
}

export class Contained {
  /** everything that it wrote to its log, of all starts */
  log = '';
  model!: ModelEmulator;
  rockpool: RockpoolFile = { locale: 'en' };
  readonly #name: string;
  readonly #removeContainer: () => Promise<void>;
  #client: ChildProcess | null = null;
  #address = '';
  #said = 0;

  constructor(name: string, removeContainer: () => Promise<void>) {
    this.#name = name;
    this.#removeContainer = removeContainer;
  }

  /** Starts it, again after an end, and gives it its files. */
  async start(): Promise<void> {
    const client = spawn('docker', ['start', '--attach', '--interactive', this.#name], { stdio: 'pipe' });
    for (const stream of [client.stdout, client.stderr])
      stream.on('data', (piece: Buffer) => void (this.log += piece.toString()));
    this.#client = client;
    await until(async () => {
      if (client.exitCode !== null) throw new Error(`the container ended: ${this.log}`);
      this.#address = await this.inspect('{{.NetworkSettings.IPAddress}}');
      return this.#address !== '';
    });
    const host = await this.inspect('{{.NetworkSettings.Gateway}}');
    // the host has this address only while a container runs
    this.model ??= await startModelEmulator({ models: ['glm-4.7', 'glm-4.5-air'], addresses: [host] });
    client.stdin.write(`\n${JSON.stringify({ files: this.#files(host) })}\n`);
    await until(() =>
      this.fetch('/healthz').then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  }

  #files(host: string) {
    const openclaw = openclawFile(`http://${host}:${this.model.port}/v1`, {
      gateway: { bind: 'lan', auth: { mode: 'token', token: '${GATEWAY_TOKEN}' } },
      channels: { feishu: { appId: 'cli_test', appSecret: '${APP_SECRET}' } },
    });
    return {
      'openclaw.json': JSON.stringify(openclaw).replaceAll(modelKey, '${MODEL_KEY}'),
      'rockpool.json': JSON.stringify(this.rockpool),
      '.env': `GATEWAY_TOKEN=${token}\nMODEL_KEY=${modelKey}\nAPP_SECRET=${appSecret}\n`,
    };
  }

  /** What a command says that the engine runs in it. */
  async beside(...command: string[]): Promise<string> {
    return docker('exec', this.#name, ...command);
  }

  /** Ends all of it at once. */
  async kill(): Promise<void> {
    await docker('kill', '--signal=KILL', this.#name);
    await this.ended();
  }

  /** Resolves with the exit code when it is over. */
  async ended(): Promise<number> {
    return Number(await docker('wait', this.#name));
  }

  inspect(format: string): Promise<string> {
    return docker('inspect', '--format', format, this.#name);
  }

  /** the processes in it with their arguments, as the engine sees them */
  async processes(): Promise<string[]> {
    const lines = (await docker('top', this.#name, '-eo', 'pid,args')).split('\n').slice(1);
    return lines.map((line) => line.replace(/^\s*\d+\s+/, ''));
  }

  fetch(at: string, init?: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return fetch(`http://${this.#address}:18789${at}`, { headers, ...init });
  }

  async status(): Promise<GatewayStatus> {
    return GatewayStatus.parse(await (await this.fetch('/control/status')).json());
  }

  async messages(): Promise<ChatMessage[]> {
    return ChatHistory.parse(await (await this.fetch('/control/chat?limit=200')).json()).messages;
  }

  async say(text: string): Promise<void> {
    this.#said += 1;
    const body = JSON.stringify({ id: `said-${this.#said}`, text });
    const { status } = await this.fetch('/control/chat', { method: 'POST', body });
    if (status !== 202) throw new Error(`the message was answered with ${status}`);
  }

  /** Has the model call a tool, and then say `after`. */
  async ask(name: string, input: Record<string, unknown>, after: string): Promise<void> {
    this.model.reset();
    this.model.queue({ answer: { steps: [{ type: 'tool', name, arguments: input }] } });
    this.model.queue({ answer: { steps: [{ type: 'text', text: after }] } });
    await this.say('go on');
  }

  /** What a tool answers, as model and user read it. */
  async use(name: string, input: Record<string, unknown>): Promise<string> {
    this.#said += 1;
    const after = `done ${this.#said}`;
    await this.ask(name, input, after);
    let used: ChatMessage | undefined;
    await until(async () => {
      used = (await this.messages()).find(({ role, text }) => role === 'assistant' && text.endsWith(after));
      return used !== undefined;
    });
    return used!.tools.at(-1)!.output;
  }

  exec(command: string, timeoutSeconds = 60): Promise<string> {
    return this.use('exec', { command, timeoutSeconds });
  }

  async remove(): Promise<void> {
    await this.#removeContainer();
    this.#client?.stdin?.destroy();
    await this.model?.close();
  }
}

/** A script for bash as a command for the tool's plain shell. */
export function inBash(script: string): string {
  return `exec bash -c '${script.replaceAll("'", `'\\''`)}'`;
}
