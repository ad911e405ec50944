import { cx } from 'class-variance-authority';

/** How much of something is taken, as a bar; `text` beside it says it in words. `max` null: no bound, so no bar is drawn. */
export function Meter(props: { label: string; value: number; max: number | null; text: string }) {
  const { label, value, max, text } = props;
  const share = max === null ? 0 : max === 0 ? 1 : Math.min(value / max, 1);
  return (
    <div>
      <p className="mb-1.5 text-sm text-ink-2 tabular">{text}</p>
      {max !== null && (
        <div
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={max}
          aria-valuenow={Math.min(value, max)}
          aria-valuetext={text}
          className="h-2 overflow-hidden rounded-full bg-sunken"
        >
          <div
            className={cx(
              'h-full rounded-full',
              share >= 1 ? 'bg-red' : share >= 0.9 ? 'bg-amber' : 'bg-green',
            )}
            style={{ width: `${Math.round(share * 100)}%` }}
          />
        </div>
      )}
    </div>
  );
}
