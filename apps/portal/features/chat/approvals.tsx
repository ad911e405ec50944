'use client';
import type { Approval } from '@rockpool/gateway/control';
import { ShieldQuestion } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '@/ui/button.tsx';
import { postJson } from '../api/post-json.ts';
import type { ApprovalDecision } from './answer-approval.ts';
import { composerId } from './composer.tsx';
import type { ChatCallResult } from './send-message.ts';

const decisions = ['allow-once', 'allow-always', 'deny'] as const satisfies readonly ApprovalDecision[];

/** Programs that wait for the owner's word. They stay until the gateway says what became of them. */
export function Approvals({ approvals }: { approvals: readonly Approval[] }) {
  const t = useTranslations('chat.approval');
  return (
    // announced when one comes up, also to who reads elsewhere on the page
    <section aria-label={t('title')} aria-live="assertive" className="space-y-2 empty:hidden">
      {approvals.map((approval) => (
        <Question key={approval.id} approval={approval} />
      ))}
    </section>
  );
}

function Question({ approval }: { approval: Approval }) {
  const t = useTranslations('chat');
  const [sent, setSent] = useState<ApprovalDecision | null>(null);
  const [isLost, setLost] = useState(false);
  const decide = async (decision: ApprovalDecision, byKeyboard: boolean) => {
    setSent(decision);
    setLost(false);
    const result = await postJson<ChatCallResult>('/api/chat/approval', { id: approval.id, decision });
    if (result.ok) {
      // the question goes away, and the focus with it
      if (byKeyboard) document.getElementById(composerId)?.focus();
      return;
    }
    setSent(null);
    setLost(true);
  };
  return (
    <div role="group" className="space-y-2 rounded-card border border-line-strong bg-surface p-3 text-sm">
      <p className="flex items-center gap-2 font-medium">
        <ShieldQuestion aria-hidden className="size-4 shrink-0" />
        {approval.askedBy === '' ? t('approval.wants') : t('approval.wantsFor', { name: approval.askedBy })}
      </p>
      <pre
        tabIndex={0}
        className="max-h-40 overflow-auto rounded-md bg-sunken p-2 font-mono text-xs break-all whitespace-pre-wrap"
      >
        {legible(approval.command)}
      </pre>
      <div className="flex flex-wrap gap-2">
        {decisions.map((decision) => (
          <Button
            key={decision}
            size="sm"
            look={decision === 'allow-once' ? 'primary' : undefined}
            disabled={sent !== null}
            onClick={(event) => void decide(decision, event.detail === 0)}
          >
            {t(`approval.${decision}`)}
          </Button>
        ))}
      </div>
      {isLost && (
        <p role="alert" className="text-red">
          {t('approval.lost')}
        </p>
      )}
    </div>
  );
}

/** Marks that hide letters or turn their direction are spelled out, so that what is read is what would run. */
function legible(command: string): string {
  return command.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (mark) => `\\u{${mark.codePointAt(0)!.toString(16)}}`,
  );
}
