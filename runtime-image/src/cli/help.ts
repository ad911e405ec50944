/** What `help` prints, of all commands or of those that somebody names. Pure. */
import type { Locale } from '../config/settings.ts';
import type { CliCommand } from './command.ts';
import { cliCommands } from './table.ts';

type Row = Pick<CliCommand, 'name' | 'usage' | 'summary'>;

const rows: readonly Row[] = [
  { name: 'start', usage: [], summary: { zh: '运行网关', en: 'runs the gateway' } },
  ...cliCommands,
];

/** By one word, all that begin with it: `log` are `log show` and `log analyze`. */
export function commandsAbout(words: readonly string[]): readonly Row[] {
  const [first = '', second] = words;
  const exact = rows.filter(({ name }) => name === first || name === `${first} ${second}`);
  return exact.length > 0 ? exact : rows.filter(({ name }) => name.startsWith(`${first} `));
}

export const commandNames: readonly string[] = rows.map(({ name }) => name);

export function commandText({ name, usage, summary }: Row, locale: Locale): string {
  const forms = usage.length === 0 ? [''] : usage;
  return [summary[locale], ...forms.map((form) => `  rockpool-gateway ${name} ${form}`.trimEnd())].join('\n');
}

export function usageText(locale: Locale): string {
  const width = Math.max(...commandNames.map(({ length }) => length)) + 2;
  const lines = rows.flatMap(({ name, usage, summary }) => [
    `  ${name.padEnd(width)}${summary[locale]}`,
    ...usage.map((form) => `  ${' '.repeat(width)}${form}`),
  ]);
  return locale === 'zh'
    ? `用法：rockpool-gateway <命令>

${lines.join('\n')}

  --help 显示一个命令的用法，--version 显示版本。

读取 $OPENCLAW_CONFIG_PATH，或 $OPENCLAW_STATE_DIR/openclaw.json（默认 ~/.openclaw），以及旁边的 rockpool.json 和 .env。
设置 ROCKPOOL_FILES=stdin 时，start 不读文件：标准输入的每一行是这三个文件的 JSON。
`
    : `Usage: rockpool-gateway <command>

${lines.join('\n')}

  --help behind a command shows how it is written, --version the version.

Reads $OPENCLAW_CONFIG_PATH or $OPENCLAW_STATE_DIR/openclaw.json (default ~/.openclaw), and rockpool.json and .env beside it.
With ROCKPOOL_FILES=stdin, start reads no file: each line of standard input is the three files as JSON.
`;
}
