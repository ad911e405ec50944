import { describe, expect, test } from 'vitest';
import { lowerText, missingIn, parseListing, raiseText } from './restore.ts';
import { wallRules } from './rules.ts';

const { ipv4 } = wallRules({
  installation: 'ab12cd',
  interfacePrefix: 'rpab12',
  resolvers: [],
  open: [],
});
const docker = `-P INPUT ACCEPT
-P FORWARD DROP
-N DOCKER-USER
-A FORWARD -j DOCKER-USER
-A FORWARD -i docker0 -o docker0 -j ACCEPT
`;
const jumpIn = '-i rpab12+ -j ROCKPOOL-ab12cd-FWD';
const jumpOut = '-o rpab12+ -j ROCKPOOL-ab12cd-FWD';
const jumpHost = '-i rpab12+ -j ROCKPOOL-ab12cd-IN';
const chains = ipv4.chains
  .flatMap(({ name, rules }) => [`-N ${name}`, ...rules.map((rule) => `-A ${name} ${rule}`)])
  .join('\n');
const standing = `${docker}-A DOCKER-USER ${jumpIn}\n-A DOCKER-USER ${jumpOut}\n-A DOCKER-USER -j RETURN\n-A INPUT ${jumpHost}\n${chains}\n`;

const jumpLines = (listing: string) =>
  raiseText(ipv4, parseListing(listing))
    .split('\n')
    .filter((line) => /^-[ID] /.test(line));
const missing = (listing: string) => missingIn(ipv4, parseListing(listing));

describe('putting the walls up', () => {
  test('all of it is one step that replaces our chains and leaves others alone', () => {
    const lines = raiseText(ipv4, parseListing(docker)).trim().split('\n');
    expect(lines[0]).toBe('*filter');
    expect(lines.at(-1)).toBe('COMMIT');
    expect(lines.filter((line) => line.startsWith(':'))).toEqual([
      ':ROCKPOOL-ab12cd-FWD - [0:0]',
      ':ROCKPOOL-ab12cd-IN - [0:0]',
    ]);
    expect(
      lines.filter((line) => line.startsWith('-A ')).every((line) => line.includes('ROCKPOOL-ab12cd')),
    ).toBe(true);
  });

  test('the jumps come first', () => {
    expect(jumpLines(docker)).toEqual([
      `-I DOCKER-USER 1 ${jumpOut}`,
      `-I DOCKER-USER 1 ${jumpIn}`,
      `-I INPUT 1 ${jumpHost}`,
    ]);
  });

  test('without DOCKER-USER they lead from FORWARD', () => {
    expect(jumpLines('-P INPUT ACCEPT\n-P FORWARD ACCEPT\n')[0]).toBe(`-I FORWARD 1 ${jumpOut}`);
  });

  test('a DOCKER-USER that nothing leads to counts as none', () => {
    expect(jumpLines('-P FORWARD ACCEPT\n-N DOCKER-USER\n')[0]).toBe(`-I FORWARD 1 ${jumpOut}`);
  });

  test('standing jumps are left alone', () => expect(jumpLines(standing)).toEqual([]));

  test('a doubled jump becomes one again', () => {
    expect(jumpLines(`-A INPUT ${jumpHost}\n${standing}`)).toEqual([
      `-D INPUT ${jumpHost}`,
      `-D INPUT ${jumpHost}`,
      `-I INPUT 1 ${jumpHost}`,
    ]);
  });

  test('jumps of a time without DOCKER-USER move there', () => {
    expect(jumpLines(`${docker}-A FORWARD ${jumpIn}\n-A INPUT ${jumpHost}\n`)).toEqual([
      `-D FORWARD ${jumpIn}`,
      `-I DOCKER-USER 1 ${jumpOut}`,
      `-I DOCKER-USER 1 ${jumpIn}`,
    ]);
  });
});

describe('what is missing', () => {
  test.each([
    ['nothing while all stands', standing, []],
    ['all of it on a fresh machine', docker, ['FWD', 'IN', 'DOCKER-USER', 'INPUT']],
    ['a chain that lost a rule', standing.replace(/-A ROCKPOOL-ab12cd-IN -j DROP\n/, ''), ['IN']],
    ['a chain that got one', `${standing}-A ROCKPOOL-ab12cd-IN -j ACCEPT\n`, ['IN']],
    ['a jump that was flushed', standing.replace(`-A INPUT ${jumpHost}\n`, ''), ['INPUT']],
    [
      'a jump behind a rule that accepts',
      standing.replace(`-A INPUT ${jumpHost}`, `-A INPUT -j ACCEPT\n-A INPUT ${jumpHost}`),
      ['INPUT'],
    ],
    [
      "nothing when another installation's jump comes before",
      standing.replace('-A INPUT ', '-A INPUT -i rpzz99+ -j ROCKPOOL-zz99-IN\n-A INPUT '),
      [],
    ],
  ])('%s', (_, listing, expected) =>
    expect(missing(listing).map((each) => each.replace(/^.*[ -]/, ''))).toEqual(
      expected.map((each) => each.replace(/^.*-/, '')),
    ),
  );
});

describe('taking the walls down', () => {
  test('every jump goes, wherever it is, and then the chains', () => {
    const text = lowerText(ipv4, parseListing(`${standing}-A FORWARD ${jumpIn}\n`))!;
    expect(text.match(/^-D .*$/gm)).toHaveLength(4);
    expect(text.match(/^-X .*$/gm)).toEqual(['-X ROCKPOOL-ab12cd-FWD', '-X ROCKPOOL-ab12cd-IN']);
    expect(text.indexOf('-D')).toBeLessThan(text.indexOf('-X'));
  });

  test('without walls there is nothing to do', () =>
    expect(lowerText(ipv4, parseListing(docker))).toBeNull());
});
