/** A first configuration, by asking or from the options alone. What is there is never overwritten without a copy. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatDotenv, parseConfig, type OpenClawFile } from '../config.ts';
import { stateDirOf } from '../config-files.ts';
import type { Process } from '../program.ts';
import { askAnswers, type Answers } from './onboard-questions.ts';
import { CliError } from './command.ts';
import { shellLocale } from './locale.ts';
import { readOptions } from './options.ts';
import { refuseWherePlatformGives } from './platform-files.ts';

export async function onboard(args: string[], program: Process): Promise<number> {
  refuseWherePlatformGives(program.environment);
  const text = { type: 'string' } as const;
  const { values } = readOptions(args, {
    'base-url': text,
    model: text,
    'api-key': text,
    'app-id': text,
    'app-secret': text,
    'client-id': text,
    'client-secret': text,
    yes: { type: 'boolean' },
  });
  const stateDir = stateDirOf(program.environment, program.home);
  const file = path.join(stateDir, 'openclaw.json');
  if (existsSync(file) && values.yes !== true)
    throw new CliError(`${file} is there already. With --yes it is kept as openclaw.json.bak and made anew.`);
  const locale = shellLocale(program.environment);
  const answers = await askAnswers(values, program, locale);
  const token = randomBytes(24).toString('hex');
  const dotenv = formatDotenv({
    MODEL_API_KEY: answers.apiKey,
    GATEWAY_TOKEN: token,
    ...(answers.appId === '' ? {} : { FEISHU_APP_SECRET: answers.appSecret }),
    ...(answers.clientId === '' ? {} : { DINGTALK_CLIENT_SECRET: answers.clientSecret }),
  });
  const openclaw = `${JSON.stringify(configurationOf(answers), null, 2)}\n`;
  const files = { 'openclaw.json': openclaw, 'rockpool.json': null, '.env': dotenv };
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
    locale === 'zh'
      ? `已写入 ${file} 和旁边的 .env。\n接下来：rockpool-gateway doctor，然后 rockpool-gateway start。\n`
      : `Written: ${file} and .env beside it.\nNext: rockpool-gateway doctor, then rockpool-gateway start.\n`,
  );
  return 0;
}

function configurationOf(answers: Answers): OpenClawFile {
  const feishu = { appId: answers.appId, appSecret: '${FEISHU_APP_SECRET}' };
  const dingtalk = { clientId: answers.clientId, clientSecret: '${DINGTALK_CLIENT_SECRET}' };
  const channels = {
    ...(answers.appId === '' ? {} : { feishu }),
    ...(answers.clientId === '' ? {} : { dingtalk }),
  };
  return {
    models: {
      providers: {
        main: { baseUrl: answers.baseUrl, apiKey: '${MODEL_API_KEY}', models: [{ id: answers.model }] },
      },
    },
    agents: { defaults: { model: { primary: `main/${answers.model}` } } },
    ...(Object.keys(channels).length === 0 ? {} : { channels }),
    gateway: { bind: 'loopback', auth: { mode: 'token', token: '${GATEWAY_TOKEN}' } },
  };
}
