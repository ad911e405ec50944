export type PlacedWorkspace =
  | { kind: 'inside'; path: string }
  | { kind: 'mapped'; path: string; from: string }
  | { kind: 'refused'; message: string };

/**
 * Where an agent's workspace is on this volume. A path outside the state folder, such as a home folder of another machine, is
 * mapped into it, always to the same place; a path that would lay the configuration open to the agent is refused.
 */
export function placeWorkspace(
  configured: string | undefined,
  stateDir: string,
  agentFolder: string,
): PlacedWorkspace {
  const state = resolvePath('/', stateDir);
  if (configured === undefined || configured.trim() === '')
    return { kind: 'inside', path: `${state}/${agentFolder}` };
  const wanted = configured.trim();
  const underState = /^(?:~|.*)\/\.openclaw\/(.+)$/.exec(wanted)?.[1];
  const absolute = wanted.startsWith('/');
  const resolved = wanted.startsWith('~')
    ? resolvePath(state, underState ?? wanted.replace(/^~\/?/, ''))
    : resolvePath(state, wanted);
  if (isInside(state, resolved)) return { kind: 'inside', path: resolved };
  if (!absolute || isInside(resolved, state) || resolved === state) {
    return { kind: 'refused', message: 'must be a folder of its own inside the state folder' };
  }
  const inner =
    underState ??
    wanted
      .split('/')
      .filter((part) => part !== '' && part !== '.' && part !== '..')
      .join('-');
  const mapped = resolvePath(state, inner);
  if (!isInside(state, mapped)) return { kind: 'refused', message: 'cannot be mapped into the state folder' };
  return { kind: 'mapped', path: mapped, from: wanted };
}

function isInside(outer: string, inner: string): boolean {
  return inner !== outer && inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
}

/** `wanted` seen from the folder `base`, without `.`, `..` and doubled slashes; both are POSIX paths. */
function resolvePath(base: string, wanted: string): string {
  const parts: string[] = [];
  for (const part of (wanted.startsWith('/') ? wanted : `${base}/${wanted}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
