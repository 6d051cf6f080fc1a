import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { type Filled, labelIn, type Questions, showFilled } from '#shared/domain/documents/questions.ts';
import type { Language } from '#shared/domain/language/language.ts';
import { isReceived } from '#shared/domain/documents/journals.ts';
import { type Rendering, renderIn } from '#shared/domain/documents/scripts.ts';
import { formatDay, formatDayLong, formatMoment } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import { useRecord } from '../../data/react.tsx';
import { kindName } from '../../documents/certified/use-certify.ts';
import { usePeopleOfOffice } from '../../documents/office.ts';
import { PaperMarkOnPaper } from '../../documents/paper-mark.tsx';
import { PaperText, ScriptSwitch } from '../../documents/paper-text.tsx';
import { OnDesk, OnPrinter, PrintButtons, usePrinting } from '../../documents/printed-sheet.tsx';
import { keyMark } from '../../documents/verify.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';
import { EmptyState, LoadingState, Page } from '../../ui/index.ts';
import classes from './print.module.css';

/** Shows a paper as it will be printed; prints it or saves it as a PDF. */
export function PrintScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation(['print', 'common', 'paper']);
  const navigate = useNavigate();
  const paper = useRecord('documents', id);
  const [rendering, setRendering] = useState<Rendering>('written');
  const back = () => void navigate(-1);
  const printing = usePrinting(paper?.body.number ?? t('draftName'), back, Boolean(paper));

  if (paper === undefined) return <LoadingState />;
  if (paper === null)
    return (
      <EmptyState title={t('paper:gone.title')} order={1}>
        {t('paper:gone.hint')}
      </EmptyState>
    );
  return (
    <Page
      title={t('title')}
      subtitle={paper.body.signatureId ? null : t('notSigned')}
      actions={
        <>
          <PrintButtons printing={printing} />
          <Button variant="default" onClick={back}>
            {t('common:action.back')}
          </Button>
        </>
      }
    >
      <ScriptSwitch
        text={`${paper.body.subject}\n${paper.body.text ?? ''}`}
        value={rendering}
        onChange={setRendering}
      />
      <OnDesk className={classes.sheet}>
        <PaperOnPaper paper={paper} rendering={rendering} />
      </OnDesk>
      <OnPrinter className={classes.printed}>
        <PaperOnPaper paper={paper} rendering={rendering} />
      </OnPrinter>
    </Page>
  );
}

function PaperOnPaper({ paper, rendering }: { readonly paper: RecordOf<'documents'>; readonly rendering: Rendering }) {
  const { t } = useTranslation(['print', 'documents', 'verify-paper']);
  const language = useLanguage();
  const { office, device } = useSession();
  const { nameOf } = usePeopleOfOffice();
  const signature = useRecord('signatures', paper.body.signatureId ?? null);
  const { body } = paper;
  // The paper speaks the script of its own text, not of whoever prints it.
  const cyrillic = /[\u0400-\u04ff]/.test(renderIn(`${body.subject}${body.text ?? ''}`, rendering));
  const script = cyrillic ? 'cyrl' : 'latn';
  const paperLanguage = cyrillic ? 'uz-Cyrl' : 'uz-Latn';
  const outgoing = body.journal === 'outgoing';
  const received = isReceived(body.journal);
  return (
    <div className={classes.paper} lang={paperLanguage}>
      <div className={classes.office}>
        <div>{office.region[script]}</div>
        <div>{office.district[script]}</div>
        <div className={classes.officeName}>{office.name[script]}</div>
      </div>
      <Group justify="space-between" align="flex-start" wrap="nowrap" className={classes.top}>
        <div>
          <div>№ {body.number ?? '________'}</div>
          <div>{body.regDate ? formatDayLong(body.regDate, paperLanguage) : '____.____.______'}</div>
        </div>
        {body.correspondent?.name ? (
          <div className={classes.addressee}>
            <div>
              {received ? `${t('from', { lng: paperLanguage })} ${body.correspondent.name}` : body.correspondent.name}
            </div>
            {body.correspondent.address ? <div>{body.correspondent.address}</div> : null}
            {received && body.correspondent.theirNumber ? (
              <div>
                № {body.correspondent.theirNumber} {formatDay(body.correspondent.theirDate)}
              </div>
            ) : null}
          </div>
        ) : null}
      </Group>
      {outgoing && body.kind === 'letter' ? null : <div className={classes.kind}>{kindName(body.kind, script)}</div>}
      <div className={classes.subject}>{renderIn(body.subject, rendering)}</div>
      {body.text ? <PaperText text={renderIn(body.text, rendering)} /> : null}
      {outgoing ? <FormOnPaper body={body} language={cyrillic ? 'uz-Cyrl' : 'uz-Latn'} /> : null}
      {body.resolution ? (
        <div className={classes.resolution}>
          <strong>{t('resolution')}</strong> {body.resolution} {nameOf(body.resolvedBy)}, {formatDay(body.dueDate)}
        </div>
      ) : null}
      {signature ? (
        <div className={classes.signature}>
          <Group justify="space-between" align="flex-end" wrap="nowrap">
            <div>{signature.body.position}</div>
            <div>{signature.body.signerName}</div>
          </Group>
          <Group justify="space-between" align="flex-start" wrap="nowrap" className={classes.proof}>
            <div className={classes.mark}>
              <div>{t('signedBy', { moment: formatMoment(signature.body.at, language) })}</div>
              <div>{t('key', { mark: keyMark(signature.body) })}</div>
              <div>SHA-256 {signature.body.contentHash.slice(0, 32)}…</div>
              {signature.body.mark ? (
                <div>
                  {t('verify-paper:print.how')}
                  {device.serverUrl ? `: ${device.serverUrl.replace(/\/+$/, '')}/verify` : ''}
                </div>
              ) : null}
            </div>
            {signature.body.mark ? (
              <PaperMarkOnPaper
                mark={signature.body.mark}
                contentHash={signature.body.contentHash}
                serverUrl={device.serverUrl}
              />
            ) : null}
          </Group>
        </div>
      ) : received ? null : (
        <Text className={classes.signature}>{t('place')}</Text>
      )}
    </div>
  );
}

/** The filled form of an answer, as its signer saw it. */
function FormOnPaper({ body, language }: { readonly body: DocumentBody; readonly language: Language }) {
  const questions = body.questions as Questions | undefined;
  if (!questions) return null;
  const filled = (body.filled ?? {}) as Filled;
  return (
    <table className={classes.form}>
      <tbody>
        {questions.fields.map((question, at) => (
          <tr key={question.id}>
            <td>{at + 1}.</td>
            <th scope="row">{labelIn(question.label, language)}</th>
            <td>{showFilled(question, filled[question.id], language) || '—'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
