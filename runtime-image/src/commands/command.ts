/** What a command is, types only. */
import type { Locale } from '../config/settings.ts';

export type Bilingual = Record<Locale, string>;

/** What a command may ask and do; everything is about the session and the sender of the message. */
export type CommandContext = {
  locale: Locale;
  args: string;
  sender: { id: string; name: string; channel: string; isOwner: boolean };
  session: {
    key: string;
    messages: number;
    model: string | null;
    chosenModel: string | null;
    running: boolean;
  };
  gateway: {
    version: string;
    uptimeMs: number;
    channels: { name: string; state: string; reason: string }[];
    queued: number;
    /** why programs cannot be run, empty when they can */
    execRefusal: string;
  };
  models: { reference: string; alias: string | null }[];
  /** true when a turn was running and is now stopped */
  stop(): boolean;
  startNewSession(): void;
  /** null goes back to the configured model */
  chooseModel(reference: string | null): void;
};

/**
 * Who may give a command, beyond being let in at all: `anyone`; `allowed`: the owner, and senders that were approved or listed;
 * `owner`: the owner of the bot, and whoever uses the browser chat.
 */
export type CommandAccess = 'anyone' | 'allowed' | 'owner';

export type CommandResult = {
  text: string;
  /** goes on as a message to the model in the same turn */
  thenAsk?: string;
};

export type Command = {
  name: string;
  /** how arguments are written, empty when there are none */
  usage: string;
  help: Bilingual;
  /** answers while a turn of the session runs, instead of after it */
  immediate: boolean;
  access: CommandAccess;
  run(context: CommandContext): CommandResult | Promise<CommandResult>;
};
