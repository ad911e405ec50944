import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { connectEngine, engineAnswersWithinMs } from './engine.ts';

/**
 * What the docker driver and its walls have on this machine now, of any installation: containers, networks and
 * volumes of the engine at `socket`, bridges, firewall chains, loop devices and mounts. One line each. What this
 * user may not see is not among them.
 */
export async function tracesOnHost(socket: string): Promise<string[]> {
  return [
    ...(await tracesInEngine(socket)),
    ...bridgesIn(namesIn('/sys/class/net')),
    ...['iptables', 'ip6tables'].flatMap((program) =>
      chainsIn(program, outputOf(program, ['-w', '5', '-S'])),
    ),
    ...loopDevicesIn(backingFiles()),
    ...mountsIn(fs.existsSync(mountsFile) ? fs.readFileSync(mountsFile, 'utf8') : ''),
  ];
}

const mountsFile = '/proc/self/mountinfo';

/** What came since `before` was taken. */
export function leftovers(before: string[], now: string[]): string[] {
  return now.filter((trace) => !before.includes(trace));
}

async function tracesInEngine(socket: string): Promise<string[]> {
  const engine = connectEngine(socket);
  try {
    await engine.version(engineAnswersWithinMs);
  } catch {
    return []; // no engine, nothing in it
  }
  return engine.everything();
}

export const bridgesIn = (interfaces: string[]) =>
  interfaces.filter((name) => /^rp[a-z0-9]{4}[0-9a-f]{8}$/.test(name)).map((name) => `bridge ${name}`);

/** Of a listing by `-S`: our chains, and rules elsewhere that lead into one. */
export const chainsIn = (program: string, listing: string) =>
  listing
    .split('\n')
    .filter((line) => /^-N ROCKPOOL|^-A (?!ROCKPOOL).* -j ROCKPOOL/.test(line))
    .map((line) => `${program} ${line}`);

/** Of `[device, file behind it]`, those whose file is one of ours by its name or folder. */
export const loopDevicesIn = (devices: [string, string][]) =>
  devices
    .filter(([, file]) => /rockpool/i.test(file))
    .map(([device, file]) => `loop device ${device} on ${file}`);

/** Of /proc/self/mountinfo: what is mounted at or from a place of ours. */
export const mountsIn = (mountinfo: string) =>
  mountinfo
    .split('\n')
    .filter((line) => /\/rockpool-|\/rockpool\//.test(line))
    .map((line) => `mount at ${line.split(' ')[4]}`);

const namesIn = (dir: string) => (fs.existsSync(dir) ? fs.readdirSync(dir) : []);

const backingFiles = () =>
  namesIn('/sys/block')
    .map((name): [string, string] => [`/dev/${name}`, `/sys/block/${name}/loop/backing_file`])
    .filter(([, file]) => fs.existsSync(file))
    .map(([device, file]): [string, string] => [device, fs.readFileSync(file, 'utf8').trim()]);

/** Standard output, '' where the program is missing or may not be used. */
function outputOf(program: string, args: string[]): string {
  const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', env: { PATH } });
  return status === 0 ? stdout : '';
}
