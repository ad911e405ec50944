import { Page } from '@/ui/page.tsx';
import { Skeleton } from '@/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page>
      <Skeleton className="mb-2 h-8 w-48" />
      <Skeleton className="mb-6 h-6 w-72 max-w-full" />
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-[33rem]" />
        <Skeleton className="h-72" />
      </div>
      <Skeleton className="mt-4 h-80" />
      <Skeleton className="mt-4 h-48" />
    </Page>
  );
}
