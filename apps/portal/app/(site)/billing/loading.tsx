import { Page } from '@/ui/page.tsx';
import { Skeleton } from '@/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page width="normal">
      <Skeleton className="mb-6 h-8 w-40" />
      <Skeleton className="mb-4 h-32" />
      <Skeleton className="mb-4 h-56" />
      <Skeleton className="mb-4 h-60" />
      <Skeleton className="h-36" />
    </Page>
  );
}
