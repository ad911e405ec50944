/**
 * Which texts the sources use, read from their syntax; for the test that holds sources and message files together.
 * A translator is a variable from `getTranslator('page')`, `translatorFor(locale, 'page')` or `useTranslations('page')`,
 * or a parameter or property of type `Translator<'page'>`. A key is a literal, or a template whose fixed beginning
 * stands for every key that begins with it.
 */
import ts from 'typescript';

export type TextUse = { namespace: string; key: string; prefix: boolean };

const makers = new Set(['getTranslator', 'translatorFor', 'useTranslations']);
const callForms = new Set(['rich', 'markup', 'raw', 'has']);

export function textUses(fileName: string, source: string): TextUse[] {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const known = new Map<ts.Node, Map<string, string>>();
  const learn = (variable: string, namespace: string, at: ts.Node) => {
    const scope = scopeOf(at);
    known.set(scope, (known.get(scope) ?? new Map<string, string>()).set(variable, namespace));
  };

  each(file, (node) => {
    const made = namespaceMade(node);
    if (made) for (const name of variablesOf(node)) learn(name, made, node);
    if (ts.isTypeReferenceNode(node) && node.typeName.getText() === 'Translator') {
      const argument = node.typeArguments?.[0];
      const owner = node.parent as ts.NamedDeclaration;
      if (argument && ts.isLiteralTypeNode(argument) && ts.isStringLiteral(argument.literal) && owner.name)
        learn(owner.name.getText(), argument.literal.text, node);
    }
  });

  const uses: TextUse[] = [];
  each(file, (node) => {
    if (!ts.isCallExpression(node)) return;
    const callee = node.expression;
    const target =
      ts.isPropertyAccessExpression(callee) && callForms.has(callee.name.text) ? callee.expression : callee;
    const name = ts.isPropertyAccessExpression(target) ? target.name.text : target.getText();
    const namespace = lookUp(name, node, known);
    if (namespace) for (const key of keysOf(node.arguments[0])) uses.push({ namespace, ...key });
  });
  return uses;
}

/** The function, or else the file, that a node belongs to. */
function scopeOf(node: ts.Node): ts.Node {
  const parent = node.parent;
  return !parent || ts.isFunctionLike(parent) ? (parent ?? node) : scopeOf(parent);
}

function lookUp(name: string, from: ts.Node, known: Map<ts.Node, Map<string, string>>): string | undefined {
  for (let at = from; ; at = scopeOf(at)) {
    const found = known.get(at)?.get(name);
    if (found || !at.parent) return found;
  }
}

function each(node: ts.Node, visit: (node: ts.Node) => void) {
  visit(node);
  ts.forEachChild(node, (child) => each(child, visit));
}

function namespaceMade(node: ts.Node): string | null {
  if (!ts.isCallExpression(node) || !makers.has(node.expression.getText())) return null;
  const last = node.arguments.at(-1);
  return last && ts.isStringLiteral(last) ? last.text : null;
}

/** The variables a call's value goes to: `const t = await f()`, or its place in `const [t, u] = await Promise.all([f(), …])`. */
function variablesOf(call: ts.Node): string[] {
  let node = call;
  let index: number | null = null;
  while (!ts.isVariableDeclaration(node)) {
    const parent = node.parent;
    if (!parent || ts.isBlock(parent)) return [];
    if (ts.isArrayLiteralExpression(parent)) index = parent.elements.indexOf(node as ts.Expression);
    node = parent;
  }
  if (ts.isIdentifier(node.name)) return [node.name.text];
  if (index === null || !ts.isArrayBindingPattern(node.name)) return [];
  const element = node.name.elements[index];
  return element && ts.isBindingElement(element) ? [element.name.getText()] : [];
}

function keysOf(argument: ts.Expression | undefined): { key: string; prefix: boolean }[] {
  if (!argument) return [];
  if (ts.isStringLiteralLike(argument)) return [{ key: argument.text, prefix: false }];
  if (ts.isTemplateExpression(argument)) return [{ key: argument.head.text, prefix: true }];
  if (ts.isConditionalExpression(argument))
    return [...keysOf(argument.whenTrue), ...keysOf(argument.whenFalse)];
  if (ts.isParenthesizedExpression(argument)) return keysOf(argument.expression);
  throw new Error(`A text's key must be a literal or begin with one: ${argument.getText()}`);
}
