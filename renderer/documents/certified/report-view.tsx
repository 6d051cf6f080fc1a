import { useTranslation } from 'react-i18next';
import { formatMoment } from '#shared/domain/language/dates.ts';
import type { FileReport, SignatureReport } from '#shared/pki/verify.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import { StateBadge } from '../../ui/index.ts';
import classes from '../documents.module.css';
import { serialMark } from './trust.ts';

const iso = (at: number) => new Date(at).toISOString();

/** What checking a signed file came to, in words: each signature, who, when, and what is wrong. */
export function ReportView({ report }: { readonly report: FileReport }) {
  const { t } = useTranslation('certified');
  const failureText = useFailureText();
  return (
    <div>
      <div className={classes.signs} style={{ marginBottom: 8 }}>
        <StateBadge tone={report.ok ? 'done' : 'overdue'}>{report.ok ? t('good') : t('bad')}</StateBadge>
      </div>
      {report.faults.map((code) => (
        <p key={code} className={classes.text} role="alert">
          {failureText({ code })}
        </p>
      ))}
      {report.signatures.map((one, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- signatures have an order and no other name
        <SignatureView key={index} number={index + 1} of={report.signatures.length} signature={one} />
      ))}
      {report.documentTimestamps.map((one) => (
        <p key={one.at} className={one.fault ? classes.text : classes.why} role={one.fault ? 'alert' : undefined}>
          {one.fault ? failureText({ code: one.fault }) : null}
        </p>
      ))}
    </div>
  );
}

function SignatureView(props: { readonly number: number; readonly of: number; readonly signature: SignatureReport }) {
  const { t } = useTranslation('certified');
  const language = useLanguage();
  const failureText = useFailureText();
  const { signature, number, of } = props;
  const { signer } = signature;
  return (
    <section aria-label={t('signatureN', { n: number })} style={{ marginBottom: 12 }}>
      {of > 1 || signature.faults.length > 0 ? (
        <div className={classes.signs}>
          <StateBadge tone={signature.faults.length === 0 ? 'done' : 'overdue'}>
            {`${number}. ${signature.faults.length === 0 ? t('goodOne') : t('badOne')}`}
          </StateBadge>
        </div>
      ) : null}
      {signature.faults.map((code) => (
        <p key={code} className={classes.text} role="alert">
          {failureText({ code })}
        </p>
      ))}
      {signer ? (
        <dl className={classes.facts}>
          <dt>{t('by')}</dt>
          <dd>{[signer.commonName, signer.title, signer.organization].filter(Boolean).join(', ')}</dd>
          <dt>{t('certificate')}</dt>
          <dd>
            {signature.serial ? serialMark({ serial: signature.serial }) : ''}
            <span className={classes.why}>{t('issuer', { name: signature.issuer?.commonName ?? '' })}</span>
          </dd>
          {signature.signedAt === null ? null : (
            <>
              <dt>{t('at')}</dt>
              <dd>{formatMoment(iso(signature.signedAt), language)}</dd>
            </>
          )}
          {signature.timestamp?.at ? (
            <>
              <dt>{t('timestamp')}</dt>
              <dd>
                {formatMoment(iso(signature.timestamp.at), language)}
                <span className={classes.why}>{signature.timestamp.authority}</span>
              </dd>
            </>
          ) : null}
          {signature.revoked ? (
            <>
              <dt>{t('revoked')}</dt>
              <dd>{formatMoment(iso(signature.revoked.at), language)}</dd>
            </>
          ) : null}
        </dl>
      ) : null}
      {signature.notes.map((note) => (
        <span key={note} className={classes.why}>
          {t(`note.${note}`)}
        </span>
      ))}
    </section>
  );
}
