/** What `onboard` has to know, from its options or from a person at the terminal. */
import readline from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Bilingual } from '../commands/command.ts';
import type { Locale } from '../config/settings.ts';
import type { Process } from '../program.ts';
import { CliError } from './command.ts';

/** A bot whose id is empty is not wanted. */
export type Answers = Record<
  'baseUrl' | 'model' | 'apiKey' | 'appId' | 'appSecret' | 'clientId' | 'clientSecret',
  string
>;

type Question = {
  key: keyof Answers;
  option: string;
  text: Bilingual;
  /** empty where an answer is needed or nothing is as good */
  fallback: string;
  isNeeded: boolean;
  /** only asked when this one has an answer */
  after?: keyof Answers;
};

const questions: readonly Question[] = [
  {
    key: 'baseUrl',
    option: 'base-url',
    isNeeded: true,
    text: { zh: '模型 API 的地址', en: 'Address of the model API' },
    fallback: 'https://open.bigmodel.cn/api/coding/paas/v4',
  },
  {
    key: 'model',
    option: 'model',
    isNeeded: true,
    text: { zh: '模型', en: 'Model' },
    fallback: 'glm-4.7',
  },
  {
    key: 'apiKey',
    option: 'api-key',
    isNeeded: true,
    fallback: '',
    text: { zh: '模型的 API Key', en: 'API key of the model' },
  },
  {
    key: 'appId',
    option: 'app-id',
    isNeeded: false,
    fallback: '',
    text: { zh: '飞书 App ID（留空则不用飞书）', en: 'Feishu App ID (empty: no Feishu)' },
  },
  {
    key: 'appSecret',
    option: 'app-secret',
    isNeeded: true,
    fallback: '',
    after: 'appId',
    text: { zh: '飞书 App Secret', en: 'Feishu App Secret' },
  },
  {
    key: 'clientId',
    option: 'client-id',
    isNeeded: false,
    fallback: '',
    text: { zh: '钉钉 Client ID（留空则不用钉钉）', en: 'DingTalk Client ID (empty: no DingTalk)' },
  },
  {
    key: 'clientSecret',
    option: 'client-secret',
    isNeeded: true,
    fallback: '',
    after: 'clientId',
    text: { zh: '钉钉 Client Secret', en: 'DingTalk Client Secret' },
  },
];

type Given = Readonly<Record<string, string | boolean | undefined>>;

/** What the options leave open is asked, where somebody can answer. Throws `CliError` where nobody can, or who could has gone. */
export async function askAnswers(given: Given, program: Process, locale: Locale): Promise<Answers> {
  const isPerson = (program.input as Partial<{ isTTY: boolean }>).isTTY === true;
  if (!isPerson) return fromOptions(given);
  const output = new Writable({
    write: (chunk: Buffer, _, done) => (program.out(chunk.toString('utf8')), done()),
  });
  const lines = readline.createInterface({ input: program.input, output });
  const gone = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(new CliError('Nothing was written.')));
  });
  gone.catch(() => {});
  try {
    const answers = noAnswers();
    for (const { key, option, text, fallback, isNeeded, after } of questions) {
      if (after !== undefined && answers[after] === '') continue;
      let answer = said(given, option);
      const shown = `${text[locale]}${fallback === '' ? '' : ` [${fallback}]`}: `;
      while (answer === null || (isNeeded && answer === ''))
        answer = (await Promise.race([lines.question(shown), gone])).trim() || fallback;
      answers[key] = answer;
    }
    return answers;
  } finally {
    lines.close();
  }
}

function fromOptions(given: Given): Answers {
  const answers = noAnswers();
  const missing: string[] = [];
  for (const { key, option, fallback, isNeeded, after } of questions) {
    if (after !== undefined && answers[after] === '') continue;
    answers[key] = said(given, option) ?? fallback;
    if (isNeeded && answers[key] === '') missing.push(`--${option}`);
  }
  if (missing.length > 0) throw new CliError(`Nobody is here to answer; give ${missing.join(', ')}.`, 2);
  return answers;
}

const noAnswers = (): Answers => ({
  baseUrl: '',
  model: '',
  apiKey: '',
  appId: '',
  appSecret: '',
  clientId: '',
  clientSecret: '',
});

const said = (given: Given, option: string): string | null => {
  const value = given[option];
  return typeof value === 'string' ? value.trim() : null;
};
