/** Names that somebody may have meant. Pure. */

const nearMax = 3;

/** Closest first: those that the word begins or that begin with it, then those within two mistakes (one in short words). */
export function nearNames(word: string, names: readonly string[]): string[] {
  const far = 100;
  const score = (name: string): number => {
    if (word.length >= 2 && (name.startsWith(word) || word.startsWith(name))) return 0;
    const mistakes = distance(word, name);
    return mistakes <= (word.length <= 4 ? 1 : 2) ? mistakes : far;
  };
  return names
    .map((name) => ({ name, score: score(name) }))
    .filter((each) => each.score < far)
    .sort((a, b) => a.score - b.score || a.name.localeCompare(b.name))
    .slice(0, nearMax)
    .map(({ name }) => name);
}

/** Letters to add, drop, change or swap with their neighbour. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 100;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      const swap =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
          ? before[column - 2]! + 1
          : 100;
      next.push(Math.min(next[column - 1]! + 1, last[column]! + 1, last[column - 1]! + change, swap));
    }
    [before, last] = [last, next];
  }
  return last[b.length]!;
}
