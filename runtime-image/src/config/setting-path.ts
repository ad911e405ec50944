/** Paths of settings as people write them: `agents.defaults.model.primary`, `agents.defaults.models["zai/glm-4.7"].alias`. */

const part = /(?:^|\.)([A-Za-z0-9_$-]+)|\[(?:"([^"\\]{1,200})"|'([^'\\]{1,200})'|(\d{1,4}))\]/y;
const forbidden = new Set(['__proto__', 'prototype', 'constructor']);

/** Null when it is none. */
export function parseSettingPath(text: string): string[] | null {
  const parts: string[] = [];
  part.lastIndex = 0;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null) return null;
    parts.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? '');
  }
  return parts.length === 0 || parts.length > 12 || parts.some((each) => forbidden.has(each)) ? null : parts;
}

export function formatSettingPath(parts: readonly string[]): string {
  return parts.reduce(
    (text, each) =>
      /^[A-Za-z0-9_$-]+$/.test(each) ? `${text}${text === '' ? '' : '.'}${each}` : `${text}["${each}"]`,
    '',
  );
}

export function valueAtPath(root: unknown, parts: readonly string[]): unknown {
  return parts.reduce<unknown>(
    (node, key) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, key)
        ? (node as Record<string, unknown>)[key]
        : undefined,
    root,
  );
}
