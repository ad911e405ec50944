export type DiskBound = { bounded: boolean; why: string };

/** Whether new volumes have a bound, and a sentence on it. @param disks folder of the loop-backed volumes; null: none is set */
export function diskBound({ disks, isRoot }: { disks: string | null; isRoot: boolean }): DiskBound {
  if (disks === null)
    return { bounded: false, why: 'no folder for loop-backed volumes is set (TENANT_DISKS)' };
  if (!isRoot) return { bounded: false, why: 'loop devices need root, which the provisioner is not' };
  return { bounded: true, why: `each volume is a file system of its own in ${disks}` };
}
