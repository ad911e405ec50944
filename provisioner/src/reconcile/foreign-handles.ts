/**
 * Instances that another installation or another driver made. Under this one's names they are not there, which must never be
 * taken for absent: each would begin again on an empty volume beside its own. Pure.
 */

export const isForeign = (stored: string | null, wanted: string): stored is string =>
  stored !== null && stored !== wanted;

/** Which setting made the difference: `docker:…` and `process:…` are of different drivers. */
const settingOf = (stored: string, wanted: string) =>
  stored.split(':', 1)[0] === wanted.split(':', 1)[0] ? 'ROCKPOOL_INSTALLATION' : 'DRIVER';

/** For one that was looked for under the wanted name and is not there: one phrase. */
export const sayForeign = (stored: string, wanted: string) =>
  `it is stored as ${stored}, and ${wanted} is not there: set ${settingOf(stored, wanted)} back`;

/** Why these instances must not be touched, for an operator; null when all of them are this installation's. */
export function refuseForeign(
  rows: readonly { id: string; handle: string | null }[],
  handleOf: (id: string) => string,
): string | null {
  const foreign = rows.flatMap(({ id, handle }) =>
    isForeign(handle, handleOf(id)) ? [{ stored: handle, wanted: handleOf(id) }] : [],
  );
  const [first] = foreign;
  if (!first) return null;
  const { stored, wanted } = first;
  const setting = settingOf(stored, wanted);
  return [
    `${foreign.length} of ${rows.length} instances belong to another ${setting}: ${stored} would now be ${wanted}, on an empty volume.`,
    `Nothing was touched. Set ${setting} back to what it was.`,
    'To give all of them new, empty volumes on purpose, let the database forget the old names first, which removes nothing:',
    "  update instances set handle = null where phase <> 'removed';",
  ].join('\n');
}
