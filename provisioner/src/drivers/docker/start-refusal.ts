/** What would leave instances without their files although the engine answers: an operator's to mend, before anything starts. */
import { join } from 'node:path';
import { EngineError } from './engine-error.ts';
import type { Engine } from './engine.ts';
import { label } from './names.ts';

export type StartQuestion = {
  installation: string;
  /** folder of the loop-backed volumes; null: none is set */
  disks: string | null;
  /** whether this process may attach loop devices */
  isRoot: boolean;
};

/** A sentence that says what to do; null when nothing stands against a start, or the engine cannot be asked. */
export async function startRefusal(engine: Engine, question: StartQuestion): Promise<string | null> {
  try {
    if (question.disks && question.isRoot && mapsUsers(await engine.securityOptions()))
      return 'TENANT_DISKS cannot be used with this engine, which gives the users of containers other numbers (userns-remap or rootless), so that no instance could write to its disk: unset TENANT_DISKS, or switch that off in the engine.';
    const volumes = await engine.listVolumes({ [label.installation]: question.installation });
    return strandedDisks(
      volumes.flatMap(({ options }) => options.device ?? []),
      question,
    );
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

export const mapsUsers = (securityOptions: readonly string[]) =>
  securityOptions.some((each) => /^name=(userns|rootless)\b/.test(each));

/** @param devices what this installation's volumes are mounted from */
export function strandedDisks(
  devices: readonly string[],
  { installation, disks, isRoot }: StartQuestion,
): string | null {
  const folder = disks && join(disks, installation);
  const elsewhere = devices.filter((device) => !folder || join(device, '..') !== folder);
  const [first] = elsewhere;
  const count = (all: readonly unknown[]) =>
    all.length === 1 ? '1 instance has its disk' : `${all.length} instances have their disks`;
  if (first)
    return `${count(elsewhere)} in ${join(first, '..')}, which is not the folder that TENANT_DISKS names${disks ? ` (${disks})` : ' (it is unset)'}: set TENANT_DISKS to ${join(first, '../..')}, or they can neither start nor be removed.`;
  if (devices.length > 0 && !isRoot)
    return `${count(devices)} in ${folder}, and mounting them needs root, which the provisioner is not: start it as root.`;
  return null;
}
