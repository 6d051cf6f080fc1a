import { Anchor, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Fit, Outcome } from '#shared/domain/casework/programmes/evaluate.ts';
import type { Programme } from '#shared/domain/casework/programmes/programme.ts';
import { nameIn } from '#shared/domain/casework/programmes/rates.ts';
import { OutcomeBadge } from '../../casework/entry-state.tsx';
import { Explanation, useWords } from '../../casework/explanation.tsx';
import { factName } from '../../casework/programme-words.ts';
import classes from '../../casework/programmes.module.css';
import { type Programmes, subjectPath } from '../../casework/use-programmes.ts';

const MOST_GAPS = 8;
const ORDER: readonly Outcome[] = ['meets', 'unknown', 'fails'];

/** What isn't known, each with the way to where it is entered. */
export function Gaps({ fit, programmes }: { readonly fit: Fit; readonly programmes: Programmes }) {
  const { t } = useTranslation('programmes');
  const words = useWords(programmes);
  const rates = fit.missing.filter((name) => name.startsWith('rate:'));
  if (fit.outcome !== 'unknown' || (fit.gaps.length === 0 && rates.length === 0)) return null;
  return (
    <div>
      <Text size="sm" mt={4}>
        {t('fit.missing')}:
      </Text>
      <ul className={classes.lines}>
        {fit.gaps.slice(0, MOST_GAPS).map((gap) => (
          <li key={`${gap.kind}/${gap.id}/${gap.field}`}>
            <Anchor component={Link} to={subjectPath(gap)}>
              {[
                gap.kind === 'person' ? programmes.nameOf(gap) || t('subject.unknown') : t('subject.family'),
                t(`field.${gap.field}`),
              ].join(': ')}
            </Anchor>
          </li>
        ))}
        {fit.gaps.length > MOST_GAPS ? <li>…</li> : null}
        {rates.map((name) => (
          <li key={name}>{factName(name, words)}</li>
        ))}
      </ul>
    </div>
  );
}

/** What the criteria say category by category, and why. */
export function WhyFits(props: {
  readonly fit: Fit;
  readonly programme: Programme;
  readonly programmes: Programmes;
  /** The one category that is asked for; all where left out. */
  readonly category?: string;
}) {
  const { t } = useTranslation('programmes');
  const words = useWords(props.programmes);
  const { fit, programme } = props;
  // What speaks for them stands first.
  const shown = fit.categories
    .filter((one) => props.category === undefined || one.category.code === props.category)
    .toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
  return (
    <div>
      <Text size="sm" c="dimmed" mt={4}>
        {t('fit.law')}: {programme.law}
        {programme.confirmed ? '' : ` (${t('fit.lawUnconfirmed')})`}
      </Text>
      {fit.precondition ? (
        <>
          <Title order={3} size="h5" mt="xs">
            {t('fit.precondition')}
          </Title>
          <Explanation explained={fit.precondition} words={words} />
        </>
      ) : null}
      {shown.map(({ category, outcome, explained }) => (
        <div key={category.code}>
          <div className={classes.cardHead}>
            <Title order={3} size="h5" mt="xs">
              {nameIn(category.names, words.language)}
            </Title>
            <OutcomeBadge outcome={outcome} />
          </div>
          <Explanation explained={explained} words={words} />
        </div>
      ))}
    </div>
  );
}
