'use client';
import { ArrowDown } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '@/ui/alert.tsx';
import { Button, ButtonLink } from '@/ui/button.tsx';
import { Skeleton } from '@/ui/skeleton.tsx';
import { Approvals } from './approvals.tsx';
import { beginsDay } from './begins-day.ts';
import { Composer } from './composer.tsx';
import { ConnectionNote } from './connection-note.tsx';
import { readKept, writeKept } from './kept-drafts.ts';
import { Message } from './message.tsx';
import { OutgoingMessage } from './outgoing-message.tsx';
import { RunningTurn } from './running-turn.tsx';
import { useChat } from './use-chat.ts';
import { useStayAtEnd } from './use-stay-at-end.ts';

type ChatProps = {
  /** where this user's unsent text is kept in the tab */
  storageKey: string;
  hasModel: boolean;
  timeZone: string;
};

/** The tab's storage is not there while the page is rendered on the server. */
export function Chat(props: ChatProps) {
  const isInBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return isInBrowser ? <OpenChat {...props} /> : <Waiting />;
}

const never = () => () => {};

function OpenChat({ storageKey, hasModel, timeZone }: ChatProps) {
  const t = useTranslations('chat');
  const [kept] = useState(() => readKept(storageKey));
  const [draft, setDraft] = useState(kept.draft);
  const { state, send, resend, discard, stop } = useChat(kept.outgoing);
  const { connection, messages, outgoing, turn, running, turnError, isStopped, approvals } = state;
  useEffect(() => writeKept(storageKey, { draft, outgoing }), [storageKey, draft, outgoing]);
  const { scroller, isAway, toEnd } = useStayAtEnd(state);

  const isEmpty = messages?.length === 0 && outgoing.length === 0 && !running;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="log"
        aria-label={t('history')}
        tabIndex={0}
        className="relative min-h-0 flex-1 overflow-y-auto"
      >
        <div className="space-y-5 py-4">
          {messages === null && connection.state === 'connecting' && <Waiting />}
          {isEmpty && <p className="py-12 text-center text-ink-2">{t('empty')}</p>}
          <ol className="space-y-5">
            {messages?.map((message, index) => (
              <Message
                key={message.id}
                message={message}
                timeZone={timeZone}
                beginsDay={beginsDay(message.at, messages[index - 1]?.at, timeZone)}
              />
            ))}
            {outgoing.map((entry) => (
              <OutgoingMessage
                key={entry.id}
                entry={entry}
                onResend={() => resend(entry)}
                onDiscard={() => discard(entry.id)}
                onEdit={() => {
                  setDraft((current) => (current === '' ? entry.text : `${current}\n${entry.text}`));
                  discard(entry.id);
                }}
              />
            ))}
          </ol>
          {running && <RunningTurn turn={turn} />}
          {isStopped && <p className="text-sm text-ink-2">{t('stopped')}</p>}
          {turnError && (
            <Alert tone="bad" live title={t('turnFailed')}>
              {turnError}
            </Alert>
          )}
        </div>
      </div>
      <div className="relative space-y-2 border-t border-line pt-3 pb-3">
        {isAway && (
          <Button
            size="sm"
            onClick={toEnd}
            className="absolute -top-12 left-1/2 -translate-x-1/2 shadow-card"
          >
            <ArrowDown aria-hidden className="size-4" />
            {t('newBelow')}
          </Button>
        )}
        {!hasModel && (
          <Alert
            tone="warning"
            title={t('noModel')}
            action={
              <ButtonLink size="sm" href="/computer/set-up">
                {t('toSetUp')}
              </ButtonLink>
            }
          />
        )}
        <Approvals approvals={approvals} />
        <ConnectionNote connection={connection} />
        <Composer
          draft={draft}
          commands={state.commands}
          onDraft={setDraft}
          onSend={(text) => {
            send(text);
            toEnd();
          }}
          onStop={stop}
          isRunning={running}
          // a message needs no stream of events: whoever types faster than the page connects need not press Enter twice
          canSend={connection.state === 'connected' || connection.state === 'connecting'}
        />
      </div>
    </div>
  );
}

function Waiting() {
  return (
    <div className="space-y-4 py-4">
      <Skeleton className="ml-auto h-10 w-40" />
      <Skeleton className="h-20 w-3/4" />
      <Skeleton className="ml-auto h-10 w-56" />
      <Skeleton className="h-28 w-2/3" />
    </div>
  );
}
