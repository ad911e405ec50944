import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { namesOf } from '../drivers/docker/names.ts';
import { isForeign, refuseForeign, sayForeign } from './foreign-handles.ts';

const [one, other] = [randomUUID(), randomUUID()];
const docker = (installation: string) => (id: string) => `docker:${namesOf(installation, id).name}`;
const byProcess = (id: string) => `process:${id}`;
const rows = (handleOf: (id: string) => string | null) =>
  [one, other].map((id) => ({ id, handle: handleOf(id) }));

describe('a start is refused', () => {
  test.each([
    ['not for what this installation made', rows(docker('abcd')), docker('abcd')],
    ['not for what nothing was made of yet', rows(() => null), docker('abcd')],
    ['not for no instance at all', [], docker('abcd')],
  ])('%s', (_, stored, handleOf) => expect(refuseForeign(stored, handleOf)).toBeNull());

  test('for an installation of another name, and says both names and the way back', () => {
    const mixed = [...rows(docker('abcd')), { id: randomUUID(), handle: null }];
    const refusal = refuseForeign(mixed, docker('abce'));
    expect(refusal).toContain(
      `2 of 3 instances belong to another ROCKPOOL_INSTALLATION: docker:rockpool-abcd-${one} would now be docker:rockpool-abce-${one}, on an empty volume.`,
    );
    expect(refusal).toContain('Set ROCKPOOL_INSTALLATION back to what it was.');
  });

  test('for a single one among those of this installation', () => {
    const mixed = [...rows(docker('abcd')), ...rows(docker('abce')).slice(1)];
    expect(refuseForeign(mixed, docker('abcd'))).toContain('1 of 3 instances');
  });

  test.each([
    ['processes where containers were', docker('abcd'), byProcess],
    ['containers where processes were', byProcess, docker('abcd')],
  ])('for %s', (_, before, now) =>
    expect(refuseForeign(rows(before), now)).toContain('belong to another DRIVER'),
  );
});

test('one that is not there under this name is told with both names', () =>
  expect(sayForeign('docker:a', 'docker:b')).toBe(
    'it is stored as docker:a, and docker:b is not there: set ROCKPOOL_INSTALLATION back',
  ));

test('an instance without a name is nobody else’s', () => expect(isForeign(null, 'docker:a')).toBe(false));
