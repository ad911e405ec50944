import { getLocale } from '../../i18n/translator.ts';
import { formatTime, type TimeShape } from '../../ui/format-time.ts';
import { Time } from '../../ui/time.tsx';

/** Operators compare what different users saw, so every time of the console is in one zone. */
export const consoleZone = 'Asia/Shanghai';

/** With the year only where it is another one than now: "22 Jan, 00:00" of the next year would mislead. */
function shortShape(at: Date): TimeShape {
  const year = (of: Date) => formatTime(of, 'year', 'en', consoleZone);
  return year(at) === year(new Date()) ? 'dateTime' : 'yearDateTime';
}

/** An instant, or a dash where there is none. */
export async function ConsoleTime({ at, shape }: { at: Date | null; shape?: TimeShape }) {
  if (!at) return <span className="text-ink-2">—</span>;
  return (
    <span className="whitespace-nowrap tabular">
      <Time
        at={at.toISOString()}
        shape={shape ?? shortShape(at)}
        locale={await getLocale()}
        timeZone={consoleZone}
      />
    </span>
  );
}
