/** A first configuration, by asking or from the options alone. What is there is never overwritten without a copy. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline/promises';
import { Writable } from 'node:stream';
import { formatDotenv, parseConfig, type OpenClawFile } from '../config.ts';
import { stateDirOf } from '../config-files.ts';
import type { Process } from '../program.ts';
import { CliError } from './command.ts';
import { readOptions } from './options.ts';

export type Answers = { baseUrl: string; model: string; apiKey: string; appId: string; appSecret: string };

const questions: { key: keyof Answers; option: string; text: string; fallback: string; needed: boolean }[] = [
  {
    key: 'baseUrl',
    option: 'base-url',
    text: 'Address of the model API',
    fallback: 'https://open.bigmodel.cn/api/coding/paas/v4',
    needed: true,
  },
  { key: 'model', option: 'model', text: 'Model', fallback: 'glm-4.7', needed: true },
  { key: 'apiKey', option: 'api-key', text: 'API key of the model', fallback: '', needed: true },
  { key: 'appId', option: 'app-id', text: 'Feishu App ID (empty: no Feishu)', fallback: '', needed: false },
  { key: 'appSecret', option: 'app-secret', text: 'Feishu App Secret', fallback: '', needed: false },
];

export async function onboard(args: string[], program: Process): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = readOptions(args, {
    ...{ 'base-url': text, model: text, 'api-key': text, 'app-id': text, 'app-secret': text },
    yes: { type: 'boolean' },
  });
  const given: Record<string, string | boolean | undefined> = values;
  const stateDir = stateDirOf(program.environment, program.home);
  const file = path.join(stateDir, 'openclaw.json');
  if (existsSync(file) && values.yes !== true)
    throw new CliError(`${file} is there already. With --yes it is kept as openclaw.json.bak and made anew.`);
  const answers = await ask(given, program);
  const token = randomBytes(24).toString('hex');
  const openclaw = configurationOf(answers);
  const dotenv = formatDotenv({
    MODEL_API_KEY: answers.apiKey,
    GATEWAY_TOKEN: token,
    ...(answers.appId === '' ? {} : { FEISHU_APP_SECRET: answers.appSecret }),
  });
  const files = { 'openclaw.json': JSON.stringify(openclaw, null, 2), 'rockpool.json': null, '.env': dotenv };
  const parsed = parseConfig(files, {}, stateDir);
  if (parsed.kind === 'error') throw new CliError(`${parsed.path}: ${parsed.message}`);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(files)) {
    const at = path.join(stateDir, name);
    if (content === null) continue;
    if (existsSync(at)) copyFileSync(at, `${at}.bak`);
    writeFileSync(at, content, { mode: 0o600 });
  }
  program.out(
    `Written: ${file} and .env beside it.\nNext: rockpool-gateway doctor, then rockpool-gateway start.\n`,
  );
  return 0;
}

/** What the options leave open is asked, where somebody can answer. */
async function ask(given: Record<string, string | boolean | undefined>, program: Process): Promise<Answers> {
  const answers: Partial<Answers> = {};
  const open = questions.filter(({ option }) => typeof given[option] !== 'string');
  const silent = new Writable({
    write: (chunk: Buffer, _, done) => (program.out(chunk.toString('utf8')), done()),
  });
  const isPerson = (program.input as Partial<{ isTTY: boolean }>).isTTY === true;
  const missing = open.filter(({ needed, fallback }) => needed && fallback === '');
  if (!isPerson && missing.length > 0)
    throw new CliError(
      `Nobody is here to answer; give ${missing.map(({ option }) => `--${option}`).join(', ')}.`,
      2,
    );
  const lines = isPerson ? readline.createInterface({ input: program.input, output: silent }) : null;
  try {
    for (const { key, option, text, fallback, needed } of questions) {
      const option_ = given[option];
      let answer = typeof option_ === 'string' ? option_.trim() : '';
      if (typeof option_ !== 'string' && lines !== null && (key !== 'appSecret' || answers.appId !== '')) {
        do {
          answer =
            (await lines.question(`${text}${fallback === '' ? '' : ` [${fallback}]`}: `)).trim() || fallback;
        } while (needed && answer === '');
      }
      answers[key] = answer || fallback;
    }
  } finally {
    lines?.close();
  }
  return answers as Answers;
}

function configurationOf(answers: Answers): OpenClawFile {
  const feishu = { appId: answers.appId, appSecret: '${FEISHU_APP_SECRET}' };
  return {
    models: {
      providers: {
        main: { baseUrl: answers.baseUrl, apiKey: '${MODEL_API_KEY}', models: [{ id: answers.model }] },
      },
    },
    agents: { defaults: { model: { primary: `main/${answers.model}` } } },
    ...(answers.appId === '' ? {} : { channels: { feishu } }),
    gateway: { bind: 'loopback', auth: { mode: 'token', token: '${GATEWAY_TOKEN}' } },
  };
}
