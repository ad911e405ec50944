export interface DebianSource {
  /** of the release itself */
  mirror: string;
  /** of its security updates, when known */
  security: string | undefined;
}

const publicMirror: DebianSource = {
  mirror: 'http://deb.debian.org/debian',
  security: 'http://deb.debian.org/debian-security',
};

/**
 * Where this machine gets bookworm from, read from its sources in both of apt's formats; Debian's own servers when it is another
 * system or release.
 */
export function debianSource(texts: string[]): DebianSource {
  const entries = texts.flatMap((text) => [...oneLineEntries(text), ...stanzaEntries(text)]);
  const of = (suite: string) => entries.find(({ suites }) => suites.includes(suite))?.uri.replace(/\/+$/, '');
  const mirror = of('bookworm');
  if (!mirror) return publicMirror;
  const security =
    of('bookworm-security') ?? (mirror === publicMirror.mirror ? publicMirror.security : undefined);
  return { mirror, security };
}

export function sourcesList({ mirror, security }: DebianSource): string {
  const lines = [`deb ${mirror} bookworm main`];
  if (security) lines.push(`deb ${security} bookworm-security main`);
  return `${lines.join('\n')}\n`;
}

interface Entry {
  uri: string;
  suites: string[];
}

/** `deb [options] uri suite component…`, with Debian's `main` among the components. */
function oneLineEntries(text: string): Entry[] {
  return text.split('\n').flatMap((line) => {
    const [, uri, suite, components] =
      /^\s*deb\s+(?:\[[^\]]*\]\s+)?(https?:\S+)\s+(\S+)\s+(.+)$/.exec(line) ?? [];
    return uri && suite && components?.split(/\s+/).includes('main') ? [{ uri, suites: [suite] }] : [];
  });
}

/** Stanzas of `Field: value` lines, as in `debian.sources`. */
function stanzaEntries(text: string): Entry[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string) =>
      new RegExp(`^${name}:[ \\t]*(.+)$`, 'im').exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
    const uri = field('URIs').find((each) => /^https?:/.test(each));
    const isUsed = field('Types').includes('deb') && field('Components').includes('main');
    return uri && isUsed && !field('Enabled').includes('no') ? [{ uri, suites: field('Suites') }] : [];
  });
}
