import { Page } from '@/ui/page.tsx';
import { Skeleton } from '@/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page width="narrow">
      <Skeleton className="mb-2 h-8 w-40" />
      <Skeleton className="mb-6 h-6 w-56" />
      <Skeleton className="mb-4 h-48" />
      <Skeleton className="h-40" />
    </Page>
  );
}
