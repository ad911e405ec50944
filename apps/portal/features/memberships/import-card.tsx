'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { InputField, SelectField } from '../../ui/field.tsx';
import { importBytesMax, type ImportAnswer } from './import-answer.ts';

type Mode = 'merge' | 'replace';
type State = { step: 'idle' | 'reading' | 'importing'; answer: ImportAnswer | 'failed' | null };

/** A file is chosen, shown what it would do, and imported only then, as a whole or not at all. */
export function ImportCard() {
  const t = useTranslations('consoleMemberships');
  const router = useRouter();
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const [mode, setMode] = useState<Mode>('merge');
  const [{ step, answer }, setState] = useState<State>({ step: 'idle', answer: null });

  async function send(chosen: File, as: Mode, wish: 'preview' | 'import') {
    if (chosen.size > importBytesMax) return setState({ step: 'idle', answer: { kind: 'too_large' } });
    setState((before) => ({ ...before, step: wish === 'preview' ? 'reading' : 'importing' }));
    const params = new URLSearchParams({ step: wish, mode: as, name: chosen.name.slice(0, 200) });
    try {
      const response = await fetch(`/console/memberships/import?${params}`, { method: 'POST', body: chosen });
      const isAnswer = response.headers.get('content-type')?.startsWith('application/json');
      const said = isAnswer ? ((await response.json()) as ImportAnswer) : 'failed';
      setState({ step: 'idle', answer: said });
      if (said !== 'failed' && said.kind === 'imported') router.refresh();
    } catch {
      setState({ step: 'idle', answer: 'failed' });
    }
  }

  function choose(chosen: File | null, as: Mode) {
    setFile(chosen);
    setMode(as);
    setState({ step: 'idle', answer: null });
    if (chosen) void send(chosen, as, 'preview');
  }

  // a file may be chosen before the page's scripts listen
  const input = useRef<HTMLInputElement>(null);
  const takeOver = useEffectEvent(() => {
    const chosen = input.current?.files?.[0];
    if (chosen) choose(chosen, mode);
  });
  useEffect(() => takeOver(), []);

  const preview = answer !== null && answer !== 'failed' && answer.kind === 'preview' ? answer : null;
  const ready = preview !== null && preview.errorsInAll === 0 && preview.rows > 0;
  return (
    <Card>
      <CardHead
        title={t('import')}
        hint={t('importHint')}
        action={
          <a
            href="/console/memberships/import"
            download
            className="text-sm font-medium text-accent underline decoration-1 underline-offset-3 hover:decoration-2"
          >
            {t('template')}
          </a>
        }
      />
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-1 2xl:grid-cols-2">
        <InputField
          ref={input}
          id={`${id}-file`}
          label={t('file')}
          type="file"
          accept=".csv,text/csv,text/plain"
          onChange={(event) => choose(event.target.files?.[0] ?? null, mode)}
        />
        <SelectField
          id={`${id}-mode`}
          label={t('mode')}
          value={mode}
          onChange={(event) => choose(file, event.target.value === 'replace' ? 'replace' : 'merge')}
        >
          <option value="merge">{t('merge')}</option>
          <option value="replace">{t('replace')}</option>
        </SelectField>
      </div>
      <div aria-live="polite" className="mt-4 space-y-4 empty:hidden">
        {step === 'reading' && <p className="text-sm text-ink-2">{t('reading')}</p>}
        {preview && step !== 'reading' && <Preview preview={preview} mode={mode} />}
        {answer === 'failed' && <Alert tone="bad" title={t('importFailed')} />}
        {answer && answer !== 'failed' && answer.kind === 'imported' && (
          <Alert
            tone="good"
            title={t('done', {
              added: answer.counts.added,
              changed: answer.counts.changed,
              removed: answer.removed,
            })}
          />
        )}
        {answer && answer !== 'failed' && answer.kind === 'unreadable' && (
          <Alert tone="bad" title={t(`fileProblem.${answer.problem}`)}>
            {t('nothingImported')}
          </Alert>
        )}
        {answer && answer !== 'failed' && (answer.kind === 'too_large' || answer.kind === 'empty') && (
          <Alert tone="bad" title={t(`fileProblem.${answer.kind}`)}>
            {t('nothingImported')}
          </Alert>
        )}
        {answer && answer !== 'failed' && answer.kind === 'forbidden' && (
          <Alert tone="bad" title={t('forbidden')} />
        )}
      </div>
      {file && ready && (
        <Button
          className="mt-4"
          look="primary"
          busy={step === 'importing'}
          onClick={() => void send(file, mode, 'import')}
        >
          {t('importNow', { rows: preview.rows })}
        </Button>
      )}
    </Card>
  );
}

function Preview({ preview, mode }: { preview: Extract<ImportAnswer, { kind: 'preview' }>; mode: Mode }) {
  const t = useTranslations('consoleMemberships');
  const { rows, counts, errors, errorsInAll } = preview;
  return (
    <>
      <p className="text-sm">
        {t('previewCounts', {
          rows,
          added: counts.added,
          changed: counts.changed,
          unchanged: counts.unchanged,
        })}
        {mode === 'replace' && ` ${t('previewRemoved', { removed: counts.absent })}`}
      </p>
      {errorsInAll > 0 && (
        <Alert tone="bad" title={t('rowErrors', { count: errorsInAll })}>
          <ol className="mt-2 max-h-64 space-y-1 overflow-auto" tabIndex={0} aria-label={t('rowErrorList')}>
            {errors.map((error) => (
              <li key={`${error.line}-${error.column}`}>
                {t('rowError', { line: error.line })}{' '}
                {t(`rowProblem.${error.problem}`, { value: error.value })}
              </li>
            ))}
          </ol>
        </Alert>
      )}
    </>
  );
}
