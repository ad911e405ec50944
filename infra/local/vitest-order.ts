/** The order in which vitest takes the files of a whole run. */
import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Where files keep a worker for up to a minute while the processors are half free: they wait for engines, containers and killed
 * services. Vitest takes the large files of a fresh clone first, and many of these are small.
 */
const waiting = ['provisioner/', 'runtime-image/src/container', 'infra/local/', 'infra/image/'];

/**
 * Spreads the files that wait evenly over the first three quarters, so that neither the engine nor the processors are asked for
 * everything at once and none of them runs alone at the end. Otherwise the order stays.
 * @param files paths from the root, with `/`
 */
export function spread<T>(files: T[], pathOf: (file: T) => string): T[] {
  const waits = (file: T): boolean => waiting.some((place) => pathOf(file).startsWith(place));
  const first = files.filter(waits);
  const others = files.filter((file) => !waits(file));
  const step = (0.75 * others.length) / first.length;
  const from = (index: number): number => (index === 0 ? 0 : Math.round(index * step));
  const mixed = first.flatMap((file, index) => [file, ...others.slice(from(index), from(index + 1))]);
  return [...mixed, ...others.slice(from(first.length))];
}

export class SpreadSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const pathOf = ({ moduleId }: TestSpecification): string =>
      path.relative(root, moduleId).replaceAll(path.sep, '/');
    return spread(await super.sort(files), pathOf);
  }
}
