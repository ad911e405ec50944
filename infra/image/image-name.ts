import { inputHash } from '../local/input-hash.ts';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export type ImageTarget = 'lean' | 'full';
export const imageTargets: ImageTarget[] = ['lean', 'full'];

const repositoryName = 'rockpool/gateway';

/** The tag that moves with each build of this target. */
export const movingTag = (target: ImageTarget) => `${repositoryName}:${target}`;

/**
 * `rockpool/gateway:<target>-<12 hex>`, from everything that goes in: the program, the first-boot files, the recipe and the base that is
 * wished for. Debian's packages are not counted: their fixes come by a fresh build, under the same name.
 */
export function contentTag(root: string, target: ImageTarget, base: string): string {
  const hash = createHash('sha256').update(
    inputHash(root, [
      'runtime-image/Dockerfile',
      ...['image', 'workspace', 'skills', 'skill-kit'].map((folder) => `runtime-image/${folder}`),
    ]),
  );
  const dist = path.join(root, 'runtime-image/dist');
  for (const file of fs.globSync('*.cjs', { cwd: dist }).sort())
    hash.update(`\0${file}\0`).update(fs.readFileSync(path.join(dist, file)));
  hash.update(`\0${base}`);
  return `${repositoryName}:${target}-${hash.digest('hex').slice(0, 12)}`;
}
