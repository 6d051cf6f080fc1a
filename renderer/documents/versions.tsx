import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { useLanguage } from '../i18n/index.ts';
import { diffWordsOf } from './word-diff.ts';
import classes from './paper-text.module.css';

/** A text as it was at some time. */
export interface TextVersion {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly subject: string;
  readonly text: string;
}

/** The difference of two texts, added words and removed words marked in place: not by colour alone. */
export function WordDiff({ before, after }: { readonly before: string; readonly after: string }) {
  return (
    <p className={classes.diff}>
      {diffWordsOf(before, after).map((piece, at) => {
        const key = `${piece.kind}${at}`;
        if (piece.kind === 'same') return <span key={key}>{piece.text}</span>;
        return piece.kind === 'added' ? (
          <ins key={key} className={classes.added}>
            {piece.text}
          </ins>
        ) : (
          <del key={key} className={classes.removed}>
            {piece.text}
          </del>
        );
      })}
    </p>
  );
}

/**
 * Earlier texts of a draft or a template, and what has changed since the chosen one.
 * @param onRestore brings an earlier text back; without it the texts are only shown
 */
export function Versions({
  versions,
  current,
  nameOf,
  onRestore,
}: {
  readonly versions: readonly TextVersion[];
  readonly current: string;
  readonly nameOf: (id: string | undefined) => string | undefined;
  readonly onRestore?: (version: TextVersion) => void;
}) {
  const { t } = useTranslation('documents');
  const language = useLanguage();
  const [chosen, setChosen] = useState<string | null>(null);
  if (versions.length === 0) return null;
  const version = versions.find((one) => one.id === chosen) ?? versions.at(-1);
  if (!version) return null;
  return (
    <details>
      <summary style={{ cursor: 'pointer', width: 'fit-content' }}>
        {t('version.title', { count: versions.length })}
      </summary>
      <Select
        label={t('version.since')}
        data={versions
          .map((one, at) => ({
            value: one.id,
            label: t('version.one', {
              n: at + 1,
              moment: formatMoment(one.at, language),
              name: nameOf(one.actor) ?? '',
            }),
          }))
          .toReversed()}
        value={version.id}
        onChange={setChosen}
        allowDeselect={false}
        maw={480}
        mt="xs"
      />
      {version.text === current ? (
        <p className={classes.diff}>{t('version.same')}</p>
      ) : (
        <>
          <WordDiff before={version.text} after={current} />
          {onRestore ? (
            <Button variant="default" mt="xs" onClick={() => onRestore(version)}>
              {t('version.restore')}
            </Button>
          ) : null}
        </>
      )}
    </details>
  );
}
