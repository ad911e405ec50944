import { actionName } from '../action-name.ts';

/** An action in words, above the name that the filter and the API know it by. */
export async function ActionName({ action }: { action: string }) {
  return (
    <span className="whitespace-nowrap">
      {await actionName(action)}
      <code className="block font-mono text-xs text-ink-2">{action}</code>
    </span>
  );
}
