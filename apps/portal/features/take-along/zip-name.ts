/** Names in an archive that every system can unpack, Windows included. Pure. */

/** what Windows takes for devices, whatever the ending */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const forbidden = /[\p{Cc}<>:"|?*\\]/gu;

/** A path without way out, absolute start or name that a system refuses; empty parts are left out. */
export function safePath(path: string): string {
  const parts = path
    .toWellFormed()
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map((part) => part.replace(forbidden, '_').replace(/[. ]+$/, (end) => '_'.repeat(end.length)))
    .map((part) => (devices.test(part) ? `_${part}` : part));
  return parts.join('/') || '_';
}

/**
 * Gives each name once: systems that do not tell `A` from `a` would unpack one over the other. What was given is held, some hundred
 * bytes a name, with the number to go on with, so that many thousand names that fall together cost no more than others.
 */
export function uniqueNames(): (path: string) => string {
  const given = new Map<string, number>();
  return (path) => {
    const wanted = safePath(path);
    const [, stem = '', ending = ''] = /^(.*?)(\.[^./]{1,16})?$/s.exec(wanted) ?? [];
    const key = keyOf(wanted);
    let number = given.get(key) ?? 1;
    let name = wanted;
    while (given.has(keyOf(name))) name = `${stem} (${(number += 1)})${ending}`;
    given.set(key, number);
    if (name !== wanted) given.set(keyOf(name), 1);
    return name;
  };
}

const keyOf = (name: string) => name.normalize('NFC').toLowerCase();
