import { campaignStatus } from '@rockpool/db/domain/campaign-state';
import { endOfUse } from '@rockpool/db/domain/policy';
import { may, type Role } from '@rockpool/db/domain/roles';
import type { CampaignRecord } from '@rockpool/db/operations/campaign-record';
import { getTranslator } from '../../i18n/translator.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { InputField } from '../../ui/field.tsx';
import { OperateDialog } from '../console/operate-dialog.tsx';
import { operateWords } from '../console/operate-words.ts';
import { clone, end, pause, publish, resume, setStock } from './actions.ts';
import { localOf } from './local-time.ts';

/** What an operator may do with the campaign as it is, each with its consequence said before. */
export async function ActionsCard({ campaign, role }: { campaign: CampaignRecord; role: Role }) {
  const [t, words] = await Promise.all([getTranslator('consoleCampaigns'), operateWords()]);
  const { id, slug, version, publishedAt, pausedAt, endedAt, now, policy, claimed, held, stock } = campaign;
  const hidden = { id, version: String(version) };
  const { state } = campaignStatus(campaign, now);
  const isPublic = publishedAt !== null && publishedAt <= now;
  const isOver = endedAt !== null || endOfUse(policy) <= now;
  const common = { words, asksReason: false } as const;
  return (
    <Card>
      <CardHead title={t('actions')} />
      <div className="flex flex-wrap items-start gap-2">
        {!endedAt && (
          <ButtonLink href={`/console/campaigns/${id}/edit`} size="sm" prefetch={false}>
            {t('edit')}
          </ButtonLink>
        )}
        {!isPublic && !isOver && (
          <>
            <OperateDialog
              {...common}
              trigger={t('publish.now')}
              title={t('publish.now')}
              description={t('publish.nowText')}
              confirm={t('publish.now')}
              hidden={{ ...hidden, when: 'now' }}
              action={publish}
            />
            <OperateDialog
              {...common}
              trigger={t('publish.later')}
              title={t('publish.later')}
              description={t('publish.laterText')}
              confirm={t('publish.later')}
              hidden={{ ...hidden, when: 'later' }}
              action={publish}
            >
              <InputField
                id="publish-at"
                label={t('publish.at')}
                hint={policy.zone}
                name="at"
                type="datetime-local"
                required
                defaultValue={localOf(new Date(now.getTime() + 3_600_000), policy.zone)}
              />
            </OperateDialog>
          </>
        )}
        {publishedAt && !isPublic && (
          <OperateDialog
            {...common}
            trigger={t('publish.never')}
            title={t('publish.never')}
            description={t('publish.neverText')}
            confirm={t('publish.never')}
            hidden={{ ...hidden, when: 'never' }}
            action={publish}
          />
        )}
        {publishedAt && !isOver && !pausedAt && (
          <OperateDialog
            {...common}
            trigger={t('pause')}
            title={t('pause')}
            description={t('pauseText', { state: t(`state.${state}`) })}
            confirm={t('pause')}
            hidden={hidden}
            action={pause}
          />
        )}
        {publishedAt && !isOver && pausedAt && (
          <OperateDialog
            {...common}
            trigger={t('resume')}
            title={t('resume')}
            description={t('resumeText')}
            confirm={t('resume')}
            hidden={hidden}
            action={resume}
          />
        )}
        {!isOver && (
          <OperateDialog
            {...common}
            trigger={t('stock.change')}
            title={t('stock.change')}
            description={t('stock.text', { claimed, held })}
            confirm={t('stock.save')}
            hidden={hidden}
            action={setStock}
          >
            <InputField
              id="stock"
              label={t('stock.label')}
              hint={t('stock.hint')}
              name="stock"
              inputMode="numeric"
              pattern="\d{0,8}"
              defaultValue={stock ?? ''}
            />
          </OperateDialog>
        )}
        <OperateDialog
          {...common}
          trigger={t('clone.do')}
          title={t('clone.do')}
          description={t('clone.text')}
          confirm={t('clone.do')}
          hidden={{ id }}
          action={clone}
        >
          <InputField
            id="clone-slug"
            label={t('clone.slug')}
            hint={t('clone.hint')}
            name="slug"
            required
            maxLength={64}
            defaultValue={`${slug}-2`.slice(-64)}
          />
        </OperateDialog>
        {publishedAt && !endedAt && may(role, 'campaigns.end') && (
          <OperateDialog
            words={words}
            look="danger"
            trigger={t('end.do')}
            title={t('end.do')}
            description={t('end.text')}
            confirm={t('end.do')}
            hidden={hidden}
            action={end}
          >
            <InputField
              id="end-slug"
              label={t('end.typed', { slug })}
              name="typed"
              required
              autoComplete="off"
            />
          </OperateDialog>
        )}
      </div>
    </Card>
  );
}
