/**
 * Runs one code skill, in a process of its own: `node runner.mjs <folder> <file>`, the question as JSON on standard input, the answer
 * as JSON on descriptor 3. What the skill prints is its own affair. The gateway starts this; it never loads a skill itself.
 */
import { readFileSync, realpathSync, writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, file] = process.argv.slice(2);
const kit = new URL('./skill.mjs', import.meta.url).href;
const own = `${pathToFileURL(realpathSync(folder)).href}/`;
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'rockpool-gateway/skill') return { url: kit, shortCircuit: true };
    const found = next(specifier, context);
    // the owner allowed what lies in the folder
    if (found.url.startsWith('file:') && !found.url.startsWith(own))
      throw new Error(`${specifier} is outside of the skill's folder`);
    return found;
  },
});

const question = JSON.parse(readFileSync(0, 'utf8'));

try {
  answer(await work());
} catch (error) {
  answer({
    kind: 'error',
    message: String(error?.message ?? error)
      .split('\n')[0]
      .slice(0, 500),
  });
}
// timers and connections that the skill left open do not hold anybody up
process.exit(0);

async function work() {
  const { default: skill } = await import(pathToFileURL(path.join(realpathSync(folder), file)).href);
  if (typeof skill !== 'object' || skill === null || typeof skill.onMessage !== 'function')
    throw new Error('there must be a default export made by defineSkill({name, description, onMessage})');
  if (question.kind === 'describe') return describe(skill);
  const said = await skill.onMessage(question.message, question.context);
  if (said === null || said === undefined) return { kind: 'none' };
  if (typeof said === 'string') return { kind: 'answer', text: said, files: [] };
  const { text = '', files = [] } = said;
  if (typeof text !== 'string' || !Array.isArray(files) || files.some((each) => typeof each !== 'string'))
    throw new Error('onMessage must give a text, {text, files} with paths, or null');
  return { kind: 'answer', text, files };
}

function describe({ name, description, version = '', match = [] }) {
  for (const [key, value] of Object.entries({ name, description }))
    if (typeof value !== 'string' || value === '') throw new Error(`${key} must be a text`);
  const matches = [match].flat().map((each) => {
    if (each instanceof RegExp) return { kind: 'regex', source: each.source, flags: each.flags };
    if (typeof each === 'string' && each !== '') return { kind: 'prefix', text: each };
    throw new Error('match must be a text, a regular expression, or a list of them');
  });
  return { kind: 'described', name, description, version: String(version), match: matches };
}

function answer(value) {
  const bytes = Buffer.from(JSON.stringify(value));
  for (let at = 0; at < bytes.length;) at += writeSync(3, bytes, at);
}
