import { isInstanceId } from '../instance-id.ts';
import type { Labels } from './engine-answer.ts';
import { label } from './names.ts';

/** Passes what this installation made and what is not there; throws on a thing of that name that somebody else made. */
export function owned<T extends { name: string; labels: Labels }>(
  kind: 'container' | 'network' | 'volume',
  thing: T | null,
  installation: string,
): T | null {
  if (thing && thing.labels[label.installation] !== installation)
    throw new Error(`the ${kind} ${thing.name} was not made by this installation and is left alone`);
  return thing;
}

/** The instance that a thing of this installation belongs to; null for one of no instance, such as a probe of the walls. */
export function instanceOf(labels: Labels): string | null {
  const id = labels[label.instance] ?? '';
  return isInstanceId(id) ? id : null;
}
