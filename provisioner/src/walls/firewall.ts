/**
 * Puts the walls up, again and again: a restarted dockerd or a reloaded firewalld may flush or overtake them. Everything here can
 * be done twice, and by two provisioners at once.
 */
import { FirewallError, hasRule, listRules, restore } from './iptables.ts';
import { kernelHasIPv6 } from './ipv6.ts';
import { lowerText, missingIn, raiseText } from './restore.ts';
import { wallRules, type RuleSet, type WallsInput } from './rules.ts';

/**
 * - standing: every rule is in its place. `putBack` names what had to be put there, empty when nothing had.
 * - missing: rules are missing, as `missing` names them.
 * - not_permitted: nobody but another user or machine can change that. The probe alone tells whether the walls stand.
 * - failed: the firewall did not answer as it should; worth another try.
 */
export type FirewallState =
  | { state: 'standing'; putBack: string[] }
  | { state: 'missing'; missing: string[] }
  | { state: 'not_permitted'; reason: string }
  | { state: 'failed'; reason: string };

export type Firewall = {
  /** Leaves standing rules alone, else replaces them, each family in one step. Never answers `missing`. */
  raise(): Promise<FirewallState>;
  /** Looks only. */
  check(): Promise<FirewallState>;
  /** Removes everything that `raise` made, and nothing else. Answers `standing` when all is gone: `putBack` is what was removed. */
  lower(): Promise<FirewallState>;
};

const triesMax = 3;

/** `readInput` is asked each time: name servers change while a machine runs. */
export function createFirewall(readInput: () => Promise<WallsInput>): Firewall {
  const ruleSets = async () => {
    const { ipv4, ipv6 } = wallRules(await readInput());
    return kernelHasIPv6() ? [ipv4, ipv6] : [ipv4];
  };
  const eachFamily = (act: (set: RuleSet) => Promise<string[]>) =>
    answering(async () => {
      const all: string[] = [];
      for (const set of await ruleSets()) all.push(...(await act(set)));
      return all;
    });
  return {
    async raise() {
      const done = await eachFamily(raiseFamily);
      return Array.isArray(done) ? { state: 'standing', putBack: done } : done;
    },
    async check() {
      const missing = await eachFamily(missingOf);
      if (!Array.isArray(missing)) return missing;
      return missing.length > 0 ? { state: 'missing', missing } : { state: 'standing', putBack: [] };
    },
    async lower() {
      const done = await eachFamily(lowerFamily);
      return Array.isArray(done) ? { state: 'standing', putBack: done } : done;
    },
  };
}

async function raiseFamily(set: RuleSet): Promise<string[]> {
  const missing = await missingOf(set);
  if (missing.length === 0) return [];
  // What was listed may have changed when it is written: then nothing was written, or a jump stands twice.
  await trying(async () => {
    await restore(set.family, raiseText(set, await listRules(set.family)));
    const still = await missingOf(set);
    if (still.length > 0) throw new FirewallError(`${still.join(', ')} did not stay`, false);
  });
  return missing;
}

async function lowerFamily(set: RuleSet): Promise<string[]> {
  return trying(async () => {
    const text = lowerText(set, await listRules(set.family));
    if (!text) return [];
    await restore(set.family, text);
    return set.chains.map(({ name }) => `${name} (${set.family})`);
  });
}

async function missingOf(set: RuleSet): Promise<string[]> {
  const listing = await listRules(set.family);
  const missing = missingIn(set, listing);
  for (const { name, rules } of set.chains) {
    if (missing.some((each) => each.endsWith(` ${name}`))) continue;
    const listed = listing.get(name) ?? [];
    if (rules.every((rule, index) => rule === listed[index])) continue;
    // Another version of the program may spell the same rule in another way; it knows its own spelling.
    for (const rule of rules)
      if (!(await hasRule(set.family, name, rule))) missing.push(`"${rule}" in ${name}`);
  }
  return missing.map((each) => `${each} (${set.family})`);
}

async function trying<T>(act: () => Promise<T>): Promise<T> {
  for (let left = triesMax; ; left--) {
    try {
      return await act();
    } catch (error) {
      if (left <= 1 || !(error instanceof FirewallError) || error.forbidden) throw error;
    }
  }
}

async function answering(act: () => Promise<string[]>): Promise<string[] | FirewallState> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof FirewallError)) throw error;
    return { state: error.forbidden ? 'not_permitted' : 'failed', reason: error.message };
  }
}
