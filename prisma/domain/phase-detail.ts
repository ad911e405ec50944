/**
 * What stands beside the reason of an instance's phase. It is stored as an English sentence, for logs, API and command line;
 * what is said often can be read back, so that a page says it in its reader's language. Pure.
 */
const sentences = {
  volume_missing: 'its volume was missing: its files and conversations are lost',
  old_volume:
    'an old volume of it is here, and its files were given up: remove that volume by hand, and it begins anew',
  move_waits: 'moves to {to} when others on their way have arrived',
  move_host_away: 'moves to {to} when that host is back',
  move_no_address: 'cannot move to {to}: this host says no address where others fetch from (HOST_ADDRESS)',
  move_progress: '{done} of {all} MB ({percent} %)',
  out_of_memory: 'the gateway ran out of memory',
  killed_unknown: 'the gateway was killed by a signal',
  killed: 'the gateway was killed by {signal}',
  ended_by: 'the gateway ended by {signal}',
  ended_with: 'the gateway ended with code {code}',
  ended: 'the gateway ended',
  not_ready: 'not ready after {seconds} s',
  no_connections: 'its port takes no connections',
} as const;

export type PhaseDetail = keyof typeof sentences;
export const phaseDetails = Object.keys(sentences) as PhaseDetail[];

type Named<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Named<Rest>
  : never;
/** Values are words without spaces: names of hosts and signals, numbers. */
export type PhaseDetailValues<K extends PhaseDetail = PhaseDetail> = Record<
  Named<(typeof sentences)[K]>,
  string | number
>;

export const sayDetail = <K extends PhaseDetail>(kind: K, values: PhaseDetailValues<K>): string =>
  sentences[kind].replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String((values as Record<string, string | number>)[name]),
  );

export interface ReadDetail {
  kind: PhaseDetail;
  values: Record<string, string>;
  /** what follows behind a colon; '' = nothing */
  rest: string;
}

/** Null for what is none of these sentences: the words of an engine or of a program. */
export function readDetail(text: string): ReadDetail | null {
  for (const [kind, pattern] of patterns) {
    const found = pattern.exec(text);
    if (!found) continue;
    const { rest = '', ...values } = found.groups ?? {};
    return { kind, values, rest };
  }
  return null;
}

const patterns = phaseDetails.map((kind) => {
  const plain = sentences[kind].replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
  const filled = plain.replaceAll(/\{(\w+)\}/g, String.raw`(?<$1>\S+?)`);
  return [kind, new RegExp(`^${filled}(?:: (?<rest>.+))?$`, 's')] as const;
});
