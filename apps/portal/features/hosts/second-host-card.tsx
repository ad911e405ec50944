import { getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';

/** How another host joins: what its provisioner is started with. Values are examples, and names are what counts. */
export async function SecondHostCard() {
  const t = await getTranslator('consoleHosts');
  const variables = [
    { name: 'ROCKPOOL_HOST', example: 'second', text: t('second.name') },
    { name: 'HOST_CAPACITY', example: '100', text: t('second.capacity') },
    { name: 'HOST_ADDRESS', example: 'http://10.0.0.2:3010', text: t('second.address') },
    { name: 'RELAY_PORT', example: '3010', text: t('second.port') },
    { name: 'DATABASE_URL, ROCKPOOL_KEYS, ROCKPOOL_INSTALLATION', example: null, text: t('second.same') },
  ];
  return (
    <Card>
      <CardHead title={t('second.title')} hint={t('second.hint')} />
      <p className="text-sm">{t('second.text')}</p>
      <dl className="mt-3 space-y-2 text-sm">
        {variables.map(({ name, example, text }) => (
          <div key={name}>
            <dt>
              <code className="text-xs break-all">{example === null ? name : `${name}=${example}`}</code>
            </dt>
            <dd className="text-ink-2">{text}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-sm">{t('second.after')}</p>
    </Card>
  );
}
