import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const matches = (name, globs) => globs.some((glob) => path.matchesGlob(name, glob));

/** The linted file as a path from the repository's root, with forward slashes. */
export const fileOf = (context) => path.relative(root, context.filename).split(path.sep).join('/');

/**
 * Calls `check({ node, source, target, typeOnly })` for every import, re-export and dynamic import of a literal.
 * `target` is the imported file as a path from the root when the import is relative (or the portal's `@/`).
 */
export function forEachImport(context, check) {
  const file = fileOf(context);
  const visit = (node) => {
    const source = node.source?.value;
    if (typeof source !== 'string') return;
    const names = (node.specifiers ?? []).filter(
      (each) => each.type !== 'ImportDefaultSpecifier' || node.importKind !== 'type',
    );
    const typeOnly =
      node.importKind === 'type' ||
      node.exportKind === 'type' ||
      (names.length > 0 && names.every((each) => each.importKind === 'type' || each.exportKind === 'type'));
    let target;
    if (source.startsWith('.')) target = path.posix.join(path.posix.dirname(file), source);
    else if (source.startsWith('@/')) target = path.posix.join('apps/portal', source.slice(2));
    check({ node, source, target, typeOnly });
  };
  return {
    ImportDeclaration: visit,
    ImportExpression: visit,
    ExportNamedDeclaration: visit,
    ExportAllDeclaration: visit,
  };
}
