/** Every command of `rockpool-gateway` but `start`. The usage text is made from it. */
import type { CliCommand } from './command.ts';

const cliCommands: readonly CliCommand[] = [
  {
    name: 'status',
    usage: '[--memory] [--json]',
    summary: 'what the running gateway says of itself',
    load: async () => (await import('./status.ts')).status,
  },
  {
    name: 'config validate',
    usage: '[--json]',
    summary: 'reads the configuration and names what is wrong with it',
    load: async () => (await import('./config-validate.ts')).validate,
  },
  {
    name: 'onboard',
    usage: '[--base-url URL --model ID --api-key KEY] [--app-id ID --app-secret SECRET] [--yes]',
    summary: 'writes a first configuration by asking, or from the options alone',
    load: async () => (await import('./onboard.ts')).onboard,
  },
  {
    name: 'doctor',
    usage: '[--json]',
    summary: 'checks configuration, disk, clock, model, credentials, scopes and connection',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'cron',
    usage:
      'list | add (--schedule CRON | --every TIME | --at TIME | --in TIME) (--message TEXT | --say TEXT) [--to CHAT] | runs ID | run ID | pause ID | resume ID | remove ID',
    summary: 'scheduled tasks of the running gateway',
    load: async () => (await import('./cron.ts')).cron,
  },
  {
    name: 'skill',
    usage:
      'list [--json] | show NAME | check PATH | load PATH | build FOLDER [-o FILE] | enable NAME | disable NAME',
    summary: 'skills: what there is, what it lacks, new ones, and switching them on and off',
    load: async () => (await import('./skill.ts')).skill,
  },
  {
    name: 'pairing',
    usage: 'list | approve CODE | deny CODE',
    summary: 'people who ask to talk to the assistant',
    load: async () => (await import('./pairing.ts')).pairing,
  },
  {
    name: 'log show',
    usage: '[--level info|warn|error] [--lines N] [--grep TEXT] [--json]',
    summary: 'the newest lines of the log',
    load: async () => (await import('./log-show.ts')).logShow,
  },
  {
    name: 'log analyze',
    usage: '[--by skill|tool|model|channel|error] [--last 24h] [--json]',
    summary: 'counts, failures and times from the log',
    load: async () => (await import('./log-analyze.ts')).logAnalyze,
  },
];

/** The command that these words begin with, and the words behind it. */
export function findCliCommand(argv: readonly string[]): { command: CliCommand; args: string[] } | null {
  for (const length of [2, 1]) {
    const name = argv.slice(0, length).join(' ');
    const command = cliCommands.find((each) => each.name === name);
    if (command !== undefined) return { command, args: argv.slice(length) };
  }
  return null;
}

export function usageText(): string {
  const rows = [
    { name: 'start', usage: '', summary: 'runs the gateway' },
    ...cliCommands.map(({ name, usage, summary }) => ({ name, usage, summary })),
  ];
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  const lines = rows.map(({ name, usage, summary }) =>
    [`  ${name.padEnd(width)}${summary}`, ...(usage === '' ? [] : [`  ${' '.repeat(width)}${usage}`])].join(
      '\n',
    ),
  );
  return `Usage: rockpool-gateway <command>

${lines.join('\n')}

Reads $OPENCLAW_CONFIG_PATH or $OPENCLAW_STATE_DIR/openclaw.json (default ~/.openclaw), and rockpool.json and .env beside it.
With ROCKPOOL_FILES=stdin, start reads no file: each line of standard input is the three files as JSON.
`;
}
