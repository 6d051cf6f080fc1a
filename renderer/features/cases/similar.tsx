import { Button, Title } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '#shared/domain/language/dates.ts';
import { personName } from '../../casework/case-rows.ts';
import { usePeople } from '../../casework/use-cases.ts';
import { useData, useIndexState } from '../../data/react.tsx';
import classes from './cases.module.css';
import { partsOfName } from './intake.ts';

/** People of the base who may be the one that a case is about. */
export function Similar(props: {
  /** A name as it is typed. */
  readonly name: string;
  readonly birthDate?: string | undefined;
  readonly onChoose: (personId: string) => void;
}) {
  const { t } = useTranslation('register');
  const data = useData();
  const people = usePeople();
  const { ready } = useIndexState();
  const name = props.name.trim();
  const birth = props.birthDate;
  const hits = useMemo(() => {
    if (name.length < 3) return [];
    const similar = data.index.duplicatesOf({ ...partsOfName(name), ...(birth ? { birthDate: birth } : {}) });
    const found = new Map(
      similar.map((hit) => [hit.id, hit.reasons.map((one) => t(`duplicate.reason.${one}`)).join(', ')]),
    );
    for (const hit of data.index.search(name, 8)) {
      if (hit.collection === 'people' && !found.has(hit.id)) found.set(hit.id, '');
    }
    return [...found].slice(0, 4);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- looked for again when the people have been read
  }, [data, name, birth, t, ready]);
  if (hits.length === 0) return null;
  return (
    <section className={classes.similar} aria-label={t('duplicate.title')}>
      <Title order={2} size="h5">
        {t('duplicate.title')}
      </Title>
      <ul>
        {hits.map(([id, why]) => {
          const body = people.get(id);
          return (
            <li key={id}>
              <span>
                <strong>{personName(body)}</strong>
                <span className={classes.quiet}>
                  {[formatDay(body?.birthDate), body?.address, why].filter(Boolean).join(' · ')}
                </span>
              </span>
              <Button size="compact-md" variant="default" onClick={() => props.onChoose(id)}>
                {t('duplicate.this')}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
