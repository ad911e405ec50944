/** What the model is asked when a conversation is summed up. Pure. */

const summaryWordsMax = 600;

/** @param keepInMind what people or the configuration want kept; empty: nothing special */
export function summaryRequest(keepInMind: string): string {
  const lines = [
    'Do not go on with the conversation and call no tools. Sum up everything above, so that it can be continued by who reads only the summary.',
    'Keep what the user wants and has decided, open tasks and their state, facts about people, and names, numbers, paths, ids and addresses exactly.',
    `Write in the language of the conversation, at most ${summaryWordsMax} words, only the summary.`,
  ];
  if (keepInMind !== '') lines.push(`Keep in mind above all: ${keepInMind}`);
  return lines.join('\n');
}

/** @param date `YYYY-MM-DD`; @param own configured words instead of ours, empty: none */
export function flushRequest(date: string, own: string): string {
  return (
    own ||
    [
      'The older part of this conversation is about to be summed up. The user does not see this.',
      `Write facts that should last and are not in your files yet (decisions, preferences, plans) into memory/${date}.md: append, keep what is there.`,
      'Then, or when there is nothing to write, answer exactly NO_REPLY.',
    ].join('\n')
  );
}
