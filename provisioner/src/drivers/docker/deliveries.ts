/**
 * Which files this process has brought to which run, for as long as the program itself does not say what it has. Shared by all
 * drivers of the process; lost with it, and then the files are brought again.
 */
const delivered = new Map<string, { run: string; hash: string }>();

const runOf = ({ id, startedAt }: { id: string; startedAt: number }) => `${id} ${startedAt}`;

export const deliveries = {
  remember(container: { id: string; name: string; startedAt: number }, hash: string) {
    delivered.set(container.name, { run: runOf(container), hash });
  },
  /** empty when nothing is known of that run */
  hashOf(container: { id: string; name: string; startedAt: number }): string {
    const last = delivered.get(container.name);
    return last?.run === runOf(container) ? last.hash : '';
  },
  forget(name: string) {
    delivered.delete(name);
  },
};
