import { Anchor, Button, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { familyOn } from '#shared/domain/casework/programmes/facts.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import docs from '../documents/documents.module.css';
import { StateBadge } from '../ui/index.ts';
import { EntryStateBadge } from './entry-state.tsx';
import { useWords } from './explanation.tsx';
import { categoryName, dueText, programmeName } from './programme-words.ts';
import classes from './programmes.module.css';
import { subjectOf, type Subject, useProgrammes } from './use-programmes.ts';

/** The programmes of a person or a family on their page, and the way to propose them for one. */
export function ProgrammeSection({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation('programmes');
  const programmes = useProgrammes();
  const words = useWords(programmes);
  // What the family is in concerns each of its members.
  const family = subject.kind === 'person' ? familyOn(programmes.base, subject.id, programmes.today)?.id : undefined;
  const own = programmes.entries.filter(({ body }) => {
    const about = subjectOf(body);
    return about.kind === subject.kind ? about.id === subject.id : about.id === family;
  });
  return (
    <section className={docs.block} aria-label={t('sectionTitle')}>
      <div className={classes.sectionHead}>
        <Title order={2}>{t('sectionTitle')}</Title>
        <Button component={Link} variant="default" to={`/programmes/propose?${subject.kind}=${subject.id}`}>
          {t('proposeFor')}
        </Button>
      </div>
      {own.length === 0 ? <Text c="dimmed">{t('sectionNone')}</Text> : null}
      <ul className={classes.lines}>
        {own.map(({ id, body }) => (
          <li key={id}>
            <Anchor component={Link} to={`/programmes/entry/${id}`}>
              {programmeName(body.programme, words)}
            </Anchor>{' '}
            <EntryStateBadge state={body.state} />{' '}
            {programmes.doubles.has(id) ? <StateBadge tone="due">{t('double.badge')}</StateBadge> : null}
            <div className={classes.quiet}>
              {[
                subjectOf(body).kind === subject.kind ? '' : t('subject.family'),
                categoryName(body, words),
                formatDay(body.exitOn ?? body.enrolledOn ?? body.proposedOn),
                ...programmes
                  .due(body)
                  .slice(0, 2)
                  .map((one) => dueText(one, t)),
              ]
                .filter(Boolean)
                .join(' · ')}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
