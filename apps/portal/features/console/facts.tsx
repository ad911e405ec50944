import type { ReactNode } from 'react';

export type Fact = { label: ReactNode; value: ReactNode };

/** Names and values, two columns from a tablet on. */
export function Facts({ facts }: { facts: readonly (Fact | false | null)[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-2.5 text-sm sm:grid-cols-[minmax(7rem,auto)_1fr]">
      {facts.map(
        (fact, index) =>
          fact && (
            <div key={index} className="contents">
              <dt className="text-ink-2">{fact.label}</dt>
              <dd className="min-w-0 break-words max-sm:-mt-2">{fact.value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
