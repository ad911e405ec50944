/** A span cut for a ticking display: whole days, and the rest as HH:MM:SS. Negative spans are zero. */
export function splitDuration(ms: number): { days: number; clock: string } {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const part = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const rest = seconds % 86_400;
  return {
    days: Math.floor(seconds / 86_400),
    clock: `${part(rest / 3600)}:${part((rest % 3600) / 60)}:${part(rest % 60)}`,
  };
}
