/** What a tool is to the agent, types only. */
import type { ExecRefusal } from '../approvals/decide.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { MessageImage } from './messages.ts';
import type { ToolSpec } from './model.ts';

/** The turn that a tool works for. */
export type ToolContext = {
  workspace: string;
  signal: AbortSignal;
  agentId: string;
  sessionKey: string;
  turnId: string;
  /** the call itself; the same after a crash, so a good idempotency key */
  callId: string;
  /** the message that the turn answers */
  message: InboundMessage;
  /** whether the owner of the bot (or of the browser chat) asked */
  byOwner: boolean;
};

export type ToolImage = MessageImage;

/** `images` are shown to models that see, and left out for others. */
export type ToolResult = {
  output: string;
  ok: boolean;
  images?: ToolImage[];
  /** of a command that was not let run */
  refused?: ExecRefusal;
  /** of a command that goes on in the background, with what it wrote so far */
  job?: { id: string; text: string };
};

export type Tool = ToolSpec & {
  /** described only by a line of `more_tools`, and called through it: what few turns need must not cost every prompt */
  rare?: true;
  /** tools named `<name>__<member>` that are only known when they are asked for; always rare */
  members?: {
    /** by their whole names. Throws a sentence when they cannot be had now. */
    list(context: ToolContext): Promise<ToolSpec[]>;
    run(member: string, input: Record<string, unknown>, context: ToolContext): Promise<ToolResult>;
  };
  /**
   * @param input the parsed arguments, checked by the tool itself. Never throws for what the model did wrong: it answers
   *   `ok: false` with a sentence that the model can act on.
   */
  run(input: Record<string, unknown>, context: ToolContext): Promise<ToolResult>;
};
