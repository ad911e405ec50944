import { Page } from '@/ui/page.tsx';
import { Skeleton } from '@/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page width="narrow">
      <Skeleton className="mb-6 h-8 w-40" />
      <Skeleton className="h-36" />
    </Page>
  );
}
