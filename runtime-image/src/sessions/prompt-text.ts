/** What the model reads of a message. Pure. */
import type { InboundMessage } from '../channels/channel.ts';
import type { AgentMessage } from '../agent/messages.ts';

const promptCharsMax = 100_000;

/** Control characters and broken halves of emoji removed, cut to a length, and in a group with the sender's name in front. */
export function promptText(
  message: Pick<InboundMessage, 'text' | 'called' | 'chat' | 'sender' | 'quote' | 'overheard' | 'read'>,
): string {
  const said = message.called?.prompt ?? message.text;
  const clean = said.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
  const over = clean.length - promptCharsMax;
  const text =
    over > 0
      ? `${clean.slice(0, promptCharsMax).toWellFormed()}\n[${over} more characters were cut off]`
      : clean;
  const quote = message.quote?.text ? `[answering: ${oneLine(message.quote.text)}]\n` : '';
  const came = message.read === undefined ? '' : message.read.lines.map((line) => `\n${line}`).join('');
  if (message.chat.kind === 'direct') return quote + text + came;
  const name = (message.sender.name || message.sender.id).replace(/[[\]\r\n]/g, ' ').slice(0, 60);
  const before = message.overheard
    ? `[said in this group before, not to you:\n${clear(message.overheard)}\nend]\n`
    : '';
  return `${before}[${name}] ${quote}${text}${came}`;
}

/** What others wrote cannot close the bracket it stands in. */
const clear = (text: string): string =>
  text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f[\]]/g, ' ');
const oneLine = (text: string): string => clear(text).replace(/\s+/g, ' ').trim();

const interrupted =
  'No result: this call was interrupted. It may or may not have taken effect; check before you do it again.';

/**
 * Gives every tool call a result: a vendor refuses a conversation in which one is missing, and the model must know that a call was
 * cut short rather than have it silently run again.
 */
export function completeToolCalls(messages: readonly AgentMessage[]): AgentMessage[] {
  const complete: AgentMessage[] = [];
  let open: readonly { id: string; name: string }[] = [];
  const close = (): void => {
    for (const { id, name } of open)
      complete.push({ role: 'tool', callId: id, name, output: interrupted, ok: false });
    open = [];
  };
  for (const message of messages) {
    if (message.role === 'tool') open = open.filter(({ id }) => id !== message.callId);
    else close();
    complete.push(message);
    if (message.role === 'assistant') open = message.toolCalls;
  }
  close();
  return complete;
}
