/** What changed between two JSON values, as rows that people read. */

export interface Difference {
  /** names from the outside in, by dots; empty for the value itself */
  path: string;
  before: string | null;
  after: string | null;
}

/** Every leaf that differs, in the order of the names. `null` = was not there. */
export function differences(before: unknown, after: unknown): Difference[] {
  const [left, right] = [leaves(before), leaves(after)];
  const paths = [...new Set([...left.keys(), ...right.keys()])];
  return paths
    .map((path) => ({ path, before: left.get(path) ?? null, after: right.get(path) ?? null }))
    .filter((row) => row.before !== row.after);
}

function leaves(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) return path === '' ? into : into.set(path, '–');
  if (typeof value !== 'object') return into.set(path, String(value));
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object' || each === null))
    return into.set(path, value.length === 0 ? '[]' : value.map(String).join(', '));
  for (const [name, each] of Object.entries(value))
    leaves(each, path === '' ? name : `${path}.${name}`, into);
  return into;
}
