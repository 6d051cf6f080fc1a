import { Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sketchKeys } from '#shared/domain/casework/sketches.ts';
import type { LikelyAnswer, LikelyRequest } from '#shared/sync/likely.ts';
import { useData, useSyncStatus } from '../data/react.tsx';
import docs from '../documents/documents.module.css';
import { useScript } from '../documents/office.ts';

/** Milliseconds without a change after which the server is asked: somebody types, and each question counts. */
const QUIET = 1_000;

/** What the server is asked of somebody; null where there is too little to ask. */
export function questionOf(person: LikelyRequest): LikelyRequest | null {
  // Field by field: a form has more in it than may leave the office.
  const { familyName, givenName, patronymic, pinfl, birthDate, document } = person;
  const asked = {
    familyName,
    givenName,
    patronymic,
    pinfl: pinfl?.replace(/\s/g, '').slice(0, 14),
    birthDate,
    document,
  };
  const entries = Object.entries(asked)
    .map(([field, value]) => [field, value?.trim()] as const)
    .filter(([, value]) => value !== undefined && value !== '');
  const question = Object.fromEntries(entries) as LikelyRequest;
  return sketchKeys(question).length > 0 ? question : null;
}

/**
 * Warns that other offices have records like somebody who is being entered: which offices, to call them, and nothing of
 * whom. Asked aside, once the typing rests; without a connection nothing is shown and nothing is held up.
 */
export function LikelyElsewhere({ person }: { readonly person: LikelyRequest }) {
  const { t } = useTranslation('duplicates');
  const data = useData();
  const script = useScript();
  const { connection } = useSyncStatus();
  const [known, setKnown] = useState<{ readonly key: string; readonly answer: LikelyAnswer } | null>(null);
  const question = questionOf(person);
  // Fields that say nothing, such as a name half typed in another case, ask nothing anew.
  const key = question
    ? sketchKeys(question)
        .map((one) => one.key)
        .join('|')
    : '';
  const text = question ? JSON.stringify(question) : '';
  const { likelyElsewhere } = data;
  const due = connection === 'online' && likelyElsewhere !== undefined && key !== '' && known?.key !== key;
  useEffect(() => {
    if (!due || !likelyElsewhere) return undefined;
    let gone = false;
    const timer = setTimeout(() => {
      likelyElsewhere(JSON.parse(text) as LikelyRequest).then(
        (answer) => gone || setKnown({ key, answer }),
        // Too many questions, a lost connection, an older server: the entry goes on without the warning.
        () => gone || setKnown({ key, answer: { offices: [], more: false } }),
      );
    }, QUIET);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [due, likelyElsewhere, key, text]);
  if (!known || known.key !== key || known.answer.offices.length === 0) return null;
  return (
    <section className={docs.notice} data-tone="due" aria-label={t('elsewhere.title')} role="status">
      <Title order={2}>{t('elsewhere.title')}</Title>
      <ul style={{ margin: '4px 0', paddingInlineStart: 18 }}>
        {known.answer.offices.map((one) => (
          <li key={`${one.office.latn} ${one.district.latn}`}>
            {t('elsewhere.one', {
              office: one.office[script],
              district: one.district[script],
              count: one.count,
              level: t(`level.${one.strength}`),
            })}
          </li>
        ))}
      </ul>
      {known.answer.more ? <p>{t('elsewhere.more')}</p> : null}
      <p>{t('elsewhere.hint')}</p>
    </section>
  );
}
