import { cx } from 'class-variance-authority';
import { Check, Minus } from 'lucide-react';

export type DayLook = 'used' | 'banked' | 'free' | 'out_of_reach';

export const dayLook: Record<DayLook, string> = {
  used: 'border-transparent bg-sunken text-ink-2',
  banked: 'border-transparent bg-accent text-on-accent font-semibold',
  free: 'border-line-strong text-ink-2',
  out_of_reach: 'border-dashed border-line text-ink-2',
};

/** Days as squares, told apart by mark and shape as well as by colour. */
export function DaySquares(props: {
  label: string;
  days: readonly { look: DayLook; text: string; label: string }[];
}) {
  return (
    <ol aria-label={props.label} className="flex flex-wrap gap-1">
      {props.days.map((day, index) => (
        <li
          key={index}
          title={day.label}
          className={cx(
            'flex size-8 items-center justify-center rounded-md border text-xs tabular',
            dayLook[day.look],
          )}
        >
          <span className="sr-only">{day.label}</span>
          <span aria-hidden>
            {day.look === 'used' ? (
              <Check className="size-4" />
            ) : day.look === 'out_of_reach' ? (
              <Minus className="size-3" />
            ) : (
              day.text
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
