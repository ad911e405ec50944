/** The zones to choose from, by IANA name. UTC is missing from the runtime's own list. */
export const timeZones: readonly string[] = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])];

/** The listed name of a zone, which may be given by another of its names; null: no zone of the list. */
export function parseTimeZone(value: unknown): string | null {
  if (typeof value !== 'string' || value === '' || value.length > 64) return null;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions();
    return timeZones.includes(timeZone) ? timeZone : null;
  } catch {
    return null;
  }
}
