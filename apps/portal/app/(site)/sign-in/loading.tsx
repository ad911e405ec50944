import { Page } from '@/ui/page.tsx';
import { Skeleton } from '@/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page width="narrow">
      <Skeleton className="mb-2 h-8 w-28" />
      <Skeleton className="mb-6 h-6 w-64" />
      <Skeleton className="h-52" />
    </Page>
  );
}
