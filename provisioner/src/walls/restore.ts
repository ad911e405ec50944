/** From rules that should stand and those that do to the text for `iptables-restore --noflush`, which takes all of it or nothing. */
import type { RuleSet } from './rules.ts';

/** Rules by chain as `iptables -S` lists them, without `-A <chain>`. */
export type Listing = ReadonlyMap<string, readonly string[]>;

export function parseListing(text: string): Listing {
  const chains = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, verb, chain, rule = ''] = /^-([PNA]) (\S+) ?(.*)$/.exec(line) ?? [];
    if (!verb || !chain) continue;
    const rules = chains.get(chain) ?? chains.set(chain, []).get(chain)!;
    if (verb === 'A') rules.push(rule);
  }
  return chains;
}

/** Own chains are replaced, and the jumps come first in their parents, each once. */
export function raiseText(set: RuleSet, listing: Listing): string {
  const wanted = jumpsByParent(set, listing);
  const misplaced = [...wanted.keys(), ...listing.keys()].filter(
    (parent, index, all) => all.indexOf(parent) === index && !jumpsStand(set, listing, parent),
  );
  return text([
    ...set.chains.map(({ name }) => `:${name} - [0:0]`),
    ...set.chains.flatMap(({ name, rules }) => rules.map((rule) => `-A ${name} ${rule}`)),
    ...misplaced.flatMap((parent) => removals(set, listing, parent)),
    ...misplaced.flatMap((parent) =>
      (wanted.get(parent) ?? []).toReversed().map((rule) => `-I ${parent} 1 ${rule}`),
    ),
  ]);
}

/** Removes the chains and every jump into them; null when there is nothing to remove. */
export function lowerText(set: RuleSet, listing: Listing): string | null {
  const chains = set.chains.filter(({ name }) => listing.has(name)).map(({ name }) => name);
  const jumps = [...listing.keys()].flatMap((parent) => removals(set, listing, parent));
  if (chains.length + jumps.length === 0) return null;
  return text([...jumps, ...chains.map((name) => `-F ${name}`), ...chains.map((name) => `-X ${name}`)]);
}

/** What the listing lacks, for people; empty when chains are of the right length and jumps lead into them first. */
export function missingIn(set: RuleSet, listing: Listing): string[] {
  const chains = set.chains.filter(({ name, rules }) => listing.get(name)?.length !== rules.length);
  const parents = [...jumpsByParent(set, listing).keys()].filter(
    (parent) => !jumpsStand(set, listing, parent),
  );
  return [
    ...chains.map(({ name }) => `the rules of ${name}`),
    ...parents.map((parent) => `the jumps of ${parent}`),
  ];
}

function jumpsByParent(set: RuleSet, listing: Listing): Map<string, string[]> {
  const byParent = new Map<string, string[]>();
  for (const { parents, rule } of set.jumps) {
    const parent = parents.find((each) => isPassed(each, listing)) ?? parents.at(-1)!;
    byParent.set(parent, [...(byParent.get(parent) ?? []), rule]);
  }
  return byParent;
}

/** A chain of the kernel, or one that a chain of the kernel leads to unconditionally. */
function isPassed(chain: string, listing: Listing): boolean {
  const builtIn = ['INPUT', 'FORWARD'];
  return builtIn.includes(chain) || builtIn.some((each) => listing.get(each)?.includes(`-j ${chain}`));
}

/** Other installations' jumps may come before ours: they match other interfaces. */
function jumpsStand(set: RuleSet, listing: Listing, parent: string): boolean {
  const wanted = jumpsByParent(set, listing).get(parent) ?? [];
  const rules = listing.get(parent) ?? [];
  const firstOfOthers = rules.findIndex((rule) => !/ -j ROCKPOOL-[a-z0-9]+-(FWD|IN)$/.test(rule));
  const first = firstOfOthers < 0 ? rules : rules.slice(0, firstOfOthers);
  return wanted.every((rule) => first.includes(rule)) && leadingIn(set, rules).length === wanted.length;
}

const leadingIn = (set: RuleSet, rules: readonly string[]) =>
  rules.filter((rule) => set.chains.some(({ name }) => rule.endsWith(`-j ${name}`)));

const removals = (set: RuleSet, listing: Listing, parent: string) =>
  leadingIn(set, listing.get(parent) ?? []).map((rule) => `-D ${parent} ${rule}`);

const text = (lines: string[]) => `${['*filter', ...lines, 'COMMIT'].join('\n')}\n`;
