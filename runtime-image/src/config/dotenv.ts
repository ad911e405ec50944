/** `.env` beside `openclaw.json`: one `NAME=value` a line. Reading accepts the usual forms, writing makes one of them. */

const linePattern = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/;

export function parseDotenv(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const match = linePattern.exec(line);
    if (match?.[1] !== undefined) values[match[1]] = unquote(match[2] ?? '');
  }
  return values;
}

/** Sorted by name, so that the same values give the same bytes. Throws RangeError on a name that no shell could hold. */
export function formatDotenv(values: Readonly<Record<string, string>>): string {
  return Object.keys(values)
    .sort()
    .map((name) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new RangeError(`not a variable name: ${name}`);
      return `${name}=${JSON.stringify(values[name])}\n`;
    })
    .join('');
}

function unquote(raw: string): string {
  if (raw.startsWith('"')) {
    const end = raw.lastIndexOf('"');
    if (end > 0) {
      const quoted = raw.slice(0, end + 1);
      try {
        return String(JSON.parse(quoted));
      } catch {
        return quoted.slice(1, -1);
      }
    }
  }
  if (raw.startsWith("'") && raw.lastIndexOf("'") > 0) return raw.slice(1, raw.lastIndexOf("'"));
  return raw.replace(/\s+#.*$/, '');
}
