import { Title } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { NATIONAL_ALGORITHM } from '#shared/domain/documents/national/signature.ts';
import { checkNationalSignature } from '#shared/domain/documents/national/pkcs7.ts';
import { nationalContent } from '#shared/domain/documents/national/signature.ts';
import { awaitedOf, readRoute, type RoutedBody, type RoutePerson } from '#shared/domain/documents/route.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { fromBase64Url } from '#shared/kernel/encoding.ts';
import { useRecords } from '../data/react.tsx';
import { useLanguage } from '../i18n/index.ts';
import type { RecordOf } from '../ports/data.ts';
import { StateBadge, type Tone } from '../ui/index.ts';
import { differenceFor } from './difference.ts';
import { WordDiff } from './versions.tsx';
import classes from './documents.module.css';
import own from './route.module.css';
import { usePeopleOfOffice, useViewer } from './office.ts';

const TONES: Readonly<Record<string, Tone>> = {
  approved: 'done',
  signed: 'done',
  returned: 'due',
  refused: 'overdue',
  declined: 'overdue',
  void: 'due',
  waiting: 'due',
  later: 'neutral',
};

function standingOf(person: RoutePerson, action: string, body: RoutedBody, waiting: boolean): string {
  if (action === 'sign' && body.signedBy === person.id) return 'signed';
  if (person.void) return 'void';
  if (person.entry && (person.counts || !waiting || person.entry.verdict !== 'returned')) return person.entry.verdict;
  return waiting ? 'waiting' : 'later';
}

/** The way that a paper goes for approval and signing: who was asked in which order, and what each said. */
export function RouteBlock({ body, level }: { readonly body: DocumentBody; readonly level: 2 | 3 }) {
  const { t } = useTranslation('route');
  const language = useLanguage();
  const { nameOf } = usePeopleOfOffice();
  const routed = body as RoutedBody;
  const standings = useMemo(() => readRoute(routed), [routed]);
  const awaited = useMemo(() => new Set(awaitedOf(routed)), [routed]);
  if (standings.length === 0) return null;
  return (
    <section className={classes.block}>
      <Title order={level}>{t('title')}</Title>
      <ol className={own.route}>
        {standings.map(({ step, people }, at) => (
          <li key={step.id}>
            <span className={own.step}>
              {step.action === 'sign' ? t('picker.sign') : t('picker.step', { n: at + 1 })}
              {people.length > 1 && step.action === 'approve' ? ` · ${t(`mode.${step.mode}`)}` : ''}
            </span>
            <ul className={own.people}>
              {people.map((person) => {
                const standing = standingOf(person, step.action, routed, awaited.has(person.id));
                const stands = person.entry?.for ? nameOf(person.entry.actor) : undefined;
                return (
                  <li key={person.id}>
                    <span>{nameOf(person.id) ?? person.id}</span>{' '}
                    <StateBadge tone={TONES[standing] ?? 'neutral'}>{t(`standing.${standing}`)}</StateBadge>
                    {person.entry ? (
                      <span className={classes.why}>
                        {[
                          formatMoment(person.entry.at, language),
                          stands ? t('inPlace', { name: stands }) : '',
                          person.entry.note ?? '',
                        ]
                          .filter(Boolean)
                          .join(' · ')}
                      </span>
                    ) : null}
                  </li>
                );
              })}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What has changed since whoever is asked last read the draft. */
export function DifferenceBlock({ body, level }: { readonly body: DocumentBody; readonly level: 2 | 3 }) {
  const { t } = useTranslation('route');
  const viewer = useViewer();
  const difference = useMemo(
    () => (body.state === 'awaiting_approval' ? differenceFor(body, viewer.id) : null),
    [body, viewer.id],
  );
  if (!difference) return null;
  return (
    <section className={classes.notice} data-tone="due">
      <Title order={level}>{t(`difference.since_${difference.since}`)}</Title>
      <span className={classes.why}>{t('difference.legend')}</span>
      {difference.subject ? <WordDiff {...difference.subject} /> : null}
      {difference.text ? <WordDiff {...difference.text} /> : null}
    </section>
  );
}

/** What was said of single fields when the draft was returned. */
export function ReturnNotes({ body }: { readonly body: DocumentBody }) {
  const { t } = useTranslation('route');
  const notes = Object.entries((body.returnNotes ?? {}) as Readonly<Record<string, string>>).filter(([, note]) => note);
  if (body.state !== 'returned' || notes.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {notes.map(([field, note]) => (
        <div key={field} style={{ display: 'contents' }}>
          <dt>{t(`field.${field}`)}</dt>
          <dd>{note}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The signatures beside the first: the other signers' and the national ones, each checked here. */
export function MoreSignatures({ paper, level }: { readonly paper: RecordOf<'documents'>; readonly level: 2 | 3 }) {
  const { t } = useTranslation(['route', 'paper']);
  const language = useLanguage();
  const { nameOf } = usePeopleOfOffice();
  const records = useRecords({ collection: 'signatures', prefix: paper.id, limit: 100 });
  const nationals = useMemo(
    () =>
      (records ?? [])
        .filter((one) => one.body.documentId === paper.id && one.body.algorithm === NATIONAL_ALGORITHM)
        .map((one) => ({
          id: one.id,
          body: one.body,
          check: checkNationalSignature(
            fromBase64Url(one.body.pkcs7 ?? ''),
            nationalContent(paper.body.contentHash ?? ''),
          ),
        })),
    [records, paper.id, paper.body.contentHash],
  );
  if (nationals.length === 0) return null;
  return (
    <section className={classes.block}>
      <Title order={level}>{t('national.title')}</Title>
      {nationals.map(({ id, body, check }) => (
        <div key={id}>
          <div className={classes.signs} style={{ marginBottom: 8 }}>
            <StateBadge tone={check.ok ? 'done' : 'overdue'}>
              {check.ok ? t('national.valid') : t('national.invalid')}
            </StateBadge>
            {check.ok ? <StateBadge tone="neutral">{t('national.revocation')}</StateBadge> : null}
            {check.ok && check.issuer === 'unknown' ? (
              <StateBadge tone="neutral">{t('national.issuerUnknown')}</StateBadge>
            ) : null}
          </div>
          <dl className={classes.facts}>
            <dt>{t('paper:signature.by')}</dt>
            <dd>{nameOf(body.signerId) ?? body.signerName}</dd>
            {check.ok ? (
              <>
                <dt>{t('national.certificate')}</dt>
                <dd>
                  {[check.certificate.name, check.certificate.issuer].filter(Boolean).join(' · ')} (
                  {check.certificate.serial})
                </dd>
                <dt>{t('paper:signature.at')}</dt>
                <dd>{formatMoment(check.signedAt, language)}</dd>
              </>
            ) : null}
          </dl>
        </div>
      ))}
    </section>
  );
}
