import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { VolumeData } from '#shared/domain/documents/archive.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { useRecord, useSummaries } from '../data/react.tsx';
import type { RecordOf } from '../ports/data.ts';
import classes from './documents.module.css';

/** What a paper is tied to by its number: corrections both ways, the visit or the appeal, the volume it lies in. */
export function PaperLinks({ paper }: { readonly paper: RecordOf<'documents'> }) {
  const { t } = useTranslation('paper');
  const { body } = paper;
  const corrects = useRecord('documents', body.correctsId ?? null);
  const correctedBy = useRecord('documents', body.correctedById ?? null);
  const visit = useRecord('documents', body.receptionId ?? null);
  const volume = useRecord('catalogues', body.volumeId ?? null);
  const appeals = useSummaries('appeals');
  const became = body.journal === 'reception' ? appeals.filter((one) => one.receptionId === paper.id) : [];
  const link = (to: { readonly id: string; readonly body: { readonly number?: string } } | null | undefined) =>
    to ? (
      <Anchor component={Link} to={`/paper/${to.id}`}>
        {to.body.number ?? '—'}
      </Anchor>
    ) : null;
  const data = volume?.body.data as unknown as VolumeData | undefined;
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('fact.corrects'), link(corrects)],
    [t('fact.correctedBy'), link(correctedBy)],
    [t('fact.visit'), link(visit)],
    [
      t('fact.visitAppeal'),
      became.length > 0
        ? became.map((one) => (
            <Anchor key={one.id} component={Link} to={`/paper/${one.id}`} mr="sm">
              {one.number ?? '—'}
            </Anchor>
          ))
        : null,
    ],
    [
      t('fact.volume'),
      volume ? (
        <>
          <Anchor component={Link} to={`/archive/volume/${volume.id}`}>
            {volume.body.title}
          </Anchor>
          {body.sheets ? ` · ${t('fact.sheets', { n: body.sheets })}` : ''}
          {data?.destroyedDate ? ` · ${t('archive:state.destroyed', { day: formatDay(data.destroyedDate) })}` : ''}
        </>
      ) : null,
    ],
    [t('fact.voidReason'), body.state === 'void' ? body.note : null],
    [t('fact.answered'), body.journal === 'reception' ? body.note : null],
  ];
  const shown = rows.filter(([, value]) => value);
  if (shown.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {shown.map(([label, value]) => (
        <PaperLink key={label} label={label}>
          {value}
        </PaperLink>
      ))}
    </dl>
  );
}

function PaperLink({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
