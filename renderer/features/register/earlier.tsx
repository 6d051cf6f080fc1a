import { Anchor, Button, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EarlierAppeal } from '#shared/domain/documents/appeals.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import type { DocumentSummary } from '../../ports/data.ts';
import { KnownFrom } from '../../ui/index.ts';
import classes from './register.module.css';

/** Earlier appeals of the same applicant about the same thing: the new one may repeat one of them (article 3). */
export function Earlier({
  hits,
  chosen,
  onChoose,
}: {
  readonly hits: readonly EarlierAppeal<DocumentSummary>[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}) {
  const { t } = useTranslation(['register', 'documents']);
  const one = hits.find((hit) => hit.appeal.id === chosen);
  if (one) {
    return (
      <div className={classes.known}>
        <div>
          <strong>{t('earlier.repeats', { number: one.appeal.number ?? '' })}</strong>
          <KnownFrom>{t(`documents:relation.${one.relation}`)}</KnownFrom>
        </div>
        <Button variant="default" onClick={() => onChoose(undefined)}>
          {t('earlier.not')}
        </Button>
      </div>
    );
  }
  return (
    <section className={classes.duplicates} aria-label={t('earlier.title')}>
      <Title order={2}>{t('earlier.title')}</Title>
      <ul>
        {hits.slice(0, 5).map(({ appeal, relation }) => (
          <li key={appeal.id}>
            <div>
              <Anchor component={Link} to={`/paper/${appeal.id}`}>
                {appeal.number}
              </Anchor>
              {' · '}
              {appeal.subject}
              <div className={classes.detail}>
                {formatDay(appeal.receivedDate)} · {t(`documents:relation.${relation}`)}
              </div>
            </div>
            <Button variant="default" onClick={() => onChoose(appeal.id)}>
              {t('earlier.this')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
