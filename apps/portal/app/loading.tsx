import { Page } from '@/ui/page.tsx';
import { Skeleton } from '@/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page>
      <Skeleton className="mb-6 h-8 w-56" />
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-64" />
        <Skeleton className="h-64" />
      </div>
    </Page>
  );
}
