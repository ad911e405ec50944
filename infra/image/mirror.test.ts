import { expect, test } from 'vitest';
import { debianSource, sourcesList } from './mirror.ts';

const publicSource = {
  mirror: 'http://deb.debian.org/debian',
  security: 'http://deb.debian.org/debian-security',
};

test.each([
  [
    'one-line entries',
    [
      'deb http://mirror.example/debian bookworm main contrib\ndeb [signed-by=/k] http://mirror.example/security/ bookworm-security main',
    ],
    { mirror: 'http://mirror.example/debian', security: 'http://mirror.example/security' },
  ],
  [
    'stanzas',
    [
      'Types: deb deb-src\nURIs: https://mirror.example/debian/\nSuites: bookworm bookworm-updates\nComponents: main\n\nTypes: deb\nURIs: http://s.example\nSuites: bookworm-security\nComponents: main\n',
    ],
    { mirror: 'https://mirror.example/debian', security: 'http://s.example' },
  ],
  [
    'a mirror without security updates',
    ['deb http://mirror.example/debian bookworm main'],
    { mirror: 'http://mirror.example/debian', security: undefined },
  ],
  ['Debian’s own server alone', ['deb http://deb.debian.org/debian bookworm main'], publicSource],
  ['another system', ['deb http://archive.example/ubuntu noble main'], publicSource],
  [
    'another vendor’s packages for bookworm',
    ['deb https://download.example/linux/debian bookworm stable'],
    publicSource,
  ],
  [
    'what is switched off',
    [
      '# deb http://mirror.example/debian bookworm main',
      'Enabled: no\nTypes: deb\nURIs: http://off.example\nSuites: bookworm\nComponents: main',
    ],
    publicSource,
  ],
  ['a CD', ['deb cdrom:[Debian 12]/ bookworm main'], publicSource],
  ['nothing', [], publicSource],
])('reads where bookworm comes from: %s', (_, texts, expected) => {
  expect(debianSource(texts)).toEqual(expected);
});

test('the base gets the security updates of its mirror where there are any', () => {
  expect(sourcesList(publicSource)).toBe(
    'deb http://deb.debian.org/debian bookworm main\ndeb http://deb.debian.org/debian-security bookworm-security main\n',
  );
  expect(sourcesList({ mirror: 'http://m.example', security: undefined })).toBe(
    'deb http://m.example bookworm main\n',
  );
});
