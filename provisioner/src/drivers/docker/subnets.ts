/** Address ranges of the instances' own networks: blocks of 16 addresses out of one range. */

export type Subnet = {
  /** `a.b.c.d/28` */
  subnet: string;
  /** the host's address in it: the first */
  gateway: string;
  /** the instance's: the second */
  address: string;
};

type Range = { first: number; last: number };

const blockBits = 28;
const blockSize = 2 ** (32 - blockBits);

/**
 * The lowest block that overlaps none in use; null when there is none.
 * @param inUse ranges of any size; what is no IPv4 range is left out
 */
export function nextSubnet(range: string, inUse: readonly string[]): Subnet | null {
  const whole = parseRange(range);
  if (!whole) throw new Error(`not an IPv4 range: ${range}`);
  const taken = inUse
    .flatMap((each) => parseRange(each) ?? [])
    .filter(({ first, last }) => last >= whole.first && first <= whole.last)
    .sort((a, b) => a.first - b.first);
  let first = whole.first;
  for (const each of taken) {
    if (each.first > first + blockSize - 1) break;
    if (each.last >= first) first = alignUp(each.last + 1);
  }
  return first + blockSize - 1 <= whole.last ? describe(first) : null;
}

/** The same names for a block that exists. Null when it is no IPv4 range. */
export function subnetOf(subnet: string): Subnet | null {
  const range = parseRange(subnet);
  return range && { ...describe(range.first), subnet };
}

/** What is nobody's public address and is forwarded: on any other range a bridge would hide a part of the internet. */
const privateRanges = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'];

/** Whether it is a private range that at least one block fits into. */
export function isSubnetRange(text: string): boolean {
  const range = parseRange(text);
  if (range === null || range.last - range.first + 1 < blockSize) return false;
  return privateRanges.some((each) => {
    const whole = parseRange(each)!;
    return range.first >= whole.first && range.last <= whole.last;
  });
}

/** false also when one of them is no IPv4 range. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [parseRange(one), parseRange(other)];
  return a !== null && b !== null && a.first <= b.last && b.first <= a.last;
}

const describe = (first: number): Subnet => ({
  subnet: `${format(first)}/${blockBits}`,
  gateway: format(first + 1),
  address: format(first + 2),
});

const alignUp = (address: number) => Math.ceil(address / blockSize) * blockSize;

function parseRange(text: string): Range | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return null;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || bits > 32) return null;
  const size = 2 ** (32 - bits);
  const address = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

const format = (address: number) =>
  [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.');
