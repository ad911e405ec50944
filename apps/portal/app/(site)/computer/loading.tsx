import { Page } from '@/ui/page.tsx';
import { Skeleton } from '@/ui/skeleton.tsx';

export default function Loading() {
  return (
    <Page>
      <div className="grid gap-4 lg:grid-cols-[1.4fr_1fr]">
        <div className="space-y-4">
          <Skeleton className="h-52" />
          <Skeleton className="h-80" />
        </div>
        <div className="space-y-4">
          <Skeleton className="h-48" />
          <Skeleton className="h-40" />
        </div>
      </div>
    </Page>
  );
}
