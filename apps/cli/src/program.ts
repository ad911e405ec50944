import { Command, CommanderError } from 'commander';
import { addAuditCommands } from './commands/audit.ts';
import { addCampaignCommands } from './commands/campaigns.ts';
import { addGrantCommands } from './commands/grants.ts';
import { addHostCommands } from './commands/hosts.ts';
import { addInstanceCommands } from './commands/instances.ts';
import { addInvitationCommands } from './commands/invitations.ts';
import { addKeyCommands } from './commands/keys.ts';
import { addLoginCommand } from './commands/login.ts';
import { addMembershipCommands } from './commands/memberships.ts';
import { addMoveCommands } from './commands/moves.ts';
import { addPaymentCommands } from './commands/payments.ts';
import { addStaffCommands } from './commands/staff.ts';
import { addTokenCommands } from './commands/tokens.ts';
import { addUserCommands } from './commands/users.ts';
import { addWaitingListCommands } from './commands/waiting-list.ts';
import { exitCodes, Failure, type ExitCode } from './failure.ts';
import { openSession, type Options, type Session, type Surroundings } from './session.ts';

/** Adds commands; `session()` is asked for when one of them runs. */
export type AddCommands = (program: Command, session: () => Session) => void;

const rooms: AddCommands[] = [
  addLoginCommand,
  addCampaignCommands,
  addInvitationCommands,
  addWaitingListCommands,
  addUserCommands,
  addGrantCommands,
  addPaymentCommands,
  addInstanceCommands,
  addMoveCommands,
  addHostCommands,
  addMembershipCommands,
  addAuditCommands,
  addKeyCommands,
  addTokenCommands,
  addStaffCommands,
];

const exitText = `
Exit codes: 0 done · 1 refused by the service · 2 wrong words · 3 no token, or it may not · 4 not found · 5 no answer.
Address and token: "rockpool login", or ROCKPOOL_URL and ROCKPOOL_TOKEN.`;

export async function runCommandLine(words: string[], around: Surroundings): Promise<ExitCode> {
  const program = new Command('rockpool')
    .description('Runs a Rockpool from a shell: what an operator does day by day, by the operator API.')
    .option('--json', 'print what the API answers, as JSON')
    .option('--yes', 'do not ask before what cannot be taken back')
    .addHelpText('after', exitText)
    .showHelpAfterError('Add --help for the words it takes.')
    .exitOverride();
  let session: Session | undefined;
  const open = () => (session ??= openSession(around, program.opts<Options>()));
  for (const add of rooms) add(program, open);
  // options of the whole program may stand behind a command too, where people type them
  try {
    await program.parseAsync(globalOptionsFirst(words), { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (!(error instanceof Failure)) throw error;
    if (program.opts<Options>().json) process.stdout.write(`${JSON.stringify(error.details, null, 2)}\n`);
    else process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

function globalOptionsFirst(words: string[]): string[] {
  const end = words.indexOf('--');
  const head = end < 0 ? words : words.slice(0, end);
  const isGlobal = (word: string) => word === '--json' || word === '--yes';
  return [
    ...head.filter(isGlobal),
    ...words.filter((word, index) => !(isGlobal(word) && index < head.length)),
  ];
}
