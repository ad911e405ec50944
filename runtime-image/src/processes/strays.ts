/**
 * What a command left running, wherever it hid. A group or a session of its own does not help it, and neither does an environment that
 * it emptied: in a container that is ours alone, whoever has no place is a stray.
 */

export type SeenProcess = {
  pid: number;
  ppid: number;
  uid: number;
  state: string;
  /** of the command it comes from; null when it has none or hides it, as programs that cannot be read do */
  mark: string | null;
};

/** a command under way, `pid` its shell */
export type LiveShell = { pid: number; mark: string };

export type StrayQuestion = {
  self: { pid: number; uid: number };
  /** of the command that ended */
  mark: string;
  /** commands that still run: their shells and what those started are left alone */
  live: readonly LiveShell[];
  /** everything of this user that this process sees is its own, its parents or started by it; else only marks count */
  alone: boolean;
};

export function findStrays(processes: readonly SeenProcess[], question: StrayQuestion): number[] {
  const { self, mark, live, alone } = question;
  const byPid = new Map(processes.map((each) => [each.pid, each]));
  /** from the process itself up to the first that is not seen */
  const lineage = (pid: number): number[] => {
    const pids: number[] = [];
    for (let at = byPid.get(pid); at !== undefined && !pids.includes(at.pid); at = byPid.get(at.ppid))
      pids.push(at.pid);
    return pids;
  };
  const ancestors = new Set(lineage(self.pid));
  const isStray = (process: SeenProcess): boolean => {
    if (process.uid !== self.uid || ancestors.has(process.pid) || 'ZX'.includes(process.state)) return false;
    if (process.mark === mark) return true;
    if (!alone || live.some((other) => other.mark === process.mark)) return false;
    const line = lineage(process.pid);
    if (live.some(({ pid }) => line.includes(pid))) return false;
    // somebody who came in from outside of the container has no parent here; the first process has none either, but is an ancestor
    return line.some((pid) => ancestors.has(pid));
  };
  return processes.filter(isStray).map(({ pid }) => pid);
}

/** Whether all of this user's processes are this one, its ancestors, or somebody's who came in from outside. */
export function isAlone(processes: readonly SeenProcess[], self: { pid: number; uid: number }): boolean {
  return findStrays(processes, { self, mark: '', live: [], alone: true }).length === 0;
}
