/** Why the database cannot be used; `message` is one sentence for an operator, without the password. */
export class DatabaseProblem extends Error {
  override name = 'DatabaseProblem';
}

const serverVersionMin = 15;

/** Null when a server that calls its version so, e.g. `15.4 (Debian 15.4-1)`, is new enough. */
export function versionProblem(version: string): DatabaseProblem | null {
  if (Number.parseInt(version, 10) >= serverVersionMin) return null;
  return new DatabaseProblem(
    `PostgreSQL ${version} is too old: Rockpool needs ${serverVersionMin} or newer.`,
  );
}

/** What a failed connection to `url` means. */
export function connectionProblem(url: string, error: unknown): DatabaseProblem {
  const { code, message } = firstError(error);
  return new DatabaseProblem(sentence(placeOf(url), code, message), { cause: error });
}

function sentence(place: Place | null, code: string, message: string): string {
  if (!place)
    return 'DATABASE_URL is not a PostgreSQL URL such as postgresql://user:password@host:5432/name.';
  const { server, user, database } = place;
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing answers at the database server ${server}: is it running, and is the port right?`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The database server's name in ${server} is not known: check the host in DATABASE_URL.`;
    case '28P01':
      return `The database server ${server} refuses the password of user "${user}": check DATABASE_URL.`;
    case '28000':
      return `The database server ${server} does not let user "${user}" in (${message}).`;
    case '3D000':
      return `The database "${database}" does not exist on ${server}: create it, or check DATABASE_URL.`;
    case '53300':
      return `The database server ${server} has no connection free (${message}).`;
    default:
      return `The database server ${server} cannot be reached: ${message || code || 'no answer'}.`;
  }
}

interface Place {
  server: string;
  user: string;
  database: string;
}

function placeOf(url: string): Place | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, port, username, pathname } = new URL(url);
  if (protocol !== 'postgresql:' && protocol !== 'postgres:') return null;
  return {
    server: `${hostname || 'localhost'}:${port || 5432}`,
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

/** A host with several addresses fails with one error per address. */
function firstError(error: unknown): { code: string; message: string } {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const { code = '', message = '' } = first as { code?: string; message?: string };
  return { code, message };
}
