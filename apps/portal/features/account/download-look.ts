/** A link that downloads, as a button looks. */
export const downloadLook =
  'inline-flex min-h-11 items-center gap-2 rounded-card border border-line bg-surface px-4 py-2 text-[15px] font-medium hover:bg-sunken';
