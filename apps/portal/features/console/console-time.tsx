import { getLocale } from '../../i18n/translator.ts';
import type { TimeShape } from '../../ui/format-time.ts';
import { Time } from '../../ui/time.tsx';

/** Operators compare what different users saw, so every time of the console is in one zone. */
export const consoleZone = 'Asia/Shanghai';

/** An instant, or a dash where there is none. */
export async function ConsoleTime({ at, shape = 'dateTime' }: { at: Date | null; shape?: TimeShape }) {
  if (!at) return <span className="text-ink-2">—</span>;
  return (
    <span className="whitespace-nowrap tabular">
      <Time at={at.toISOString()} shape={shape} locale={await getLocale()} timeZone={consoleZone} />
    </span>
  );
}
