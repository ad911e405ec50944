import { Page } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** A page with a head and a table, before its rows are there. */
export function TableSkeleton({ filters = true }: { filters?: boolean }) {
  return (
    <Page>
      <Skeleton className="mb-8 h-8 w-40" />
      {filters && <Skeleton className="mb-3 h-17 max-w-3xl" />}
      <Skeleton className="mb-3 h-9 w-24" />
      <Skeleton className="h-[60dvh]" />
    </Page>
  );
}

/** A page of one thing: a head and cards. */
export function DetailSkeleton() {
  return (
    <Page>
      <Skeleton className="mb-2 h-5 w-24" />
      <Skeleton className="mb-6 h-9 w-64" />
      <div className="grid gap-4 lg:grid-cols-2">
        {[0, 1, 2, 3].map((each) => (
          <Skeleton key={each} className="h-52" />
        ))}
      </div>
    </Page>
  );
}
