import { TextLink } from '../../ui/text-link.tsx';

/** Whose it is, with the way to that user. */
export function OwnerCell({ userId, phone }: { userId: string | null; phone: string | null }) {
  if (!userId) return <span className="text-ink-2">—</span>;
  return (
    <TextLink href={`/console/users/${userId}`} prefetch={false} className="whitespace-nowrap tabular">
      {phone}
    </TextLink>
  );
}
