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
 * bytes a name.
 */
export function uniqueNames(): (path: string) => string {
  const given = new Set<string>();
  return (path) => {
    const wanted = safePath(path);
    const [, stem = '', ending = ''] = /^(.*?)(\.[^./]{1,16})?$/s.exec(wanted) ?? [];
    let name = wanted;
    for (let number = 2; given.has(keyOf(name)); number += 1) name = `${stem} (${number})${ending}`;
    given.add(keyOf(name));
    return name;
  };
}

const keyOf = (name: string) => name.normalize('NFC').toLowerCase();
