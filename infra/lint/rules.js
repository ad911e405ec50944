import { fileOf, forEachImport, matches } from './imports.js';
import { directions, envFiles, pureFiles, purePackages, testFiles, testsMay, vendorHomes } from './rooms.js';

const rule = (create) => ({ meta: { type: 'problem', schema: [] }, create });
const isTest = (file) => matches(file, testFiles);
const isWithin = (file, room) => file.startsWith(`${room}/`);

/** Import directions between the workspaces. */
export const importDirection = rule((context) => {
  const file = fileOf(context);
  const own = directions.find(({ room }) => isWithin(file, room));
  if (!own) return {};
  return forEachImport(context, ({ node, source, target }) => {
    const ours = target !== undefined ? !isWithin(target, own.room) : source.startsWith('@rockpool/');
    if (!ours || matches(target ?? source, own.may)) return;
    if (isTest(file) && matches(target ?? source, testsMay)) return;
    context.report({
      node,
      message: `${own.room} may not import ${source} (ARCHITECTURE.md, import directions).`,
    });
  });
});

const impureGlobals = new Set([
  'process',
  'fetch',
  'WebSocket',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance',
  'console',
  'crypto',
  'globalThis',
]);

/** Rules and renderings take plain values and `now`; they read no clock, chance, environment, disk or network. */
export const purity = rule((context) => {
  const file = fileOf(context);
  if (!matches(file, pureFiles) || isTest(file)) return {};
  const say = (node, what) =>
    context.report({ node, message: `A pure file may not use ${what}: pass the value in.` });
  return {
    ...forEachImport(context, ({ node, source, target, typeOnly }) => {
      if (typeOnly) return;
      const allowed =
        target !== undefined
          ? matches(target, pureFiles)
          : matches(source, [...purePackages, '@rockpool/db/domain/**', '@rockpool/gateway/*']);
      if (!allowed) say(node, `"${source}"`);
    }),
    NewExpression(node) {
      if (node.callee.name === 'Date' && node.arguments.length === 0) say(node, 'new Date() without a time');
    },
    CallExpression(node) {
      if (node.callee.name === 'Date') say(node, 'Date()');
    },
    MemberExpression(node) {
      const name = `${node.object.name}.${node.property.name}`;
      if (name === 'Date.now' || name === 'Math.random') say(node, name);
    },
    'Program:exit'(program) {
      for (const { identifier } of context.sourceCode.getScope(program).through)
        if (impureGlobals.has(identifier.name)) say(identifier, identifier.name);
    },
  };
});

/** Each vendor's package is met in one place. */
export const vendorHome = rule((context) => {
  const file = fileOf(context);
  return forEachImport(context, ({ node, source, typeOnly }) => {
    const vendor = vendorHomes.find(
      (each) => source === each.package || source.startsWith(`${each.package}/`),
    );
    if (!vendor || isTest(file) || matches(file, vendor.homes)) return;
    if (typeOnly && vendor.typesAnywhere) return;
    const homes = vendor.homes.join(', ') || 'nowhere';
    context.report({ node, message: `${vendor.package} is imported in ${homes} only.` });
  });
});

/** The environment is read in env.ts and passed on as values. */
export const envHome = rule((context) => {
  if (matches(fileOf(context), envFiles)) return {};
  const say = (node) =>
    context.report({ node, message: 'process.env is read in env.ts only: take the value as an argument.' });
  return {
    'MemberExpression[object.name="process"][property.name="env"]': say,
    'MemberExpression[object.name="process"][property.value="env"]': say,
    'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"]': say,
    'ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name="env"]': say,
  };
});

/** A file is named by its subject, and imported by its whole name. */
export const names = rule((context) => {
  const file = fileOf(context);
  return {
    Program(node) {
      if (/(^|\/)(utils?|helpers?|common|misc|lib)([./]|$)/i.test(file))
        context.report({
          node,
          message: 'Name the file or folder by its subject, not utils, helpers, common, misc or lib.',
        });
    },
    ...forEachImport(context, ({ node, source, target }) => {
      if (target !== undefined && !/\.(ts|tsx|js|mjs|cjs|json|css|svg|png)$/.test(source))
        context.report({ node, message: 'Write the whole file name, ending included.' });
    }),
  };
});

/** What Node cannot run by erasing types. */
export const erasable = rule((context) => ({
  TSEnumDeclaration: (node) => context.report({ node, message: 'No enum: use a union of literals.' }),
  TSParameterProperty: (node) =>
    context.report({ node, message: 'No parameter property: declare the field.' }),
  'TSModuleDeclaration[declare!=true]': (node) =>
    context.report({ node, message: 'No namespace: use a module.' }),
}));
