import { Page } from '@/ui/page.tsx';
import { Skeleton } from '@/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page>
      <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[1.1fr_1fr]">
        <div className="space-y-4 lg:py-6">
          <Skeleton className="h-10 w-3/4" />
          <Skeleton className="h-36" />
          <Skeleton className="h-12 w-40" />
        </div>
        <Skeleton className="h-96" />
      </div>
    </Page>
  );
}
