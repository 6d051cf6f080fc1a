import { useTranslation } from 'react-i18next';
import { nationalFaultCode } from '#shared/domain/documents/national/detached.ts';
import type { NationalCheck } from '#shared/domain/documents/national/pkcs7.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import { StateBadge } from '../../ui/index.ts';
import classes from '../documents.module.css';

/** What checking a file's national signature came to, in words. What can't be known without a connection is said. */
export function NationalView({ check }: { readonly check: NationalCheck }) {
  const { t } = useTranslation(['certified', 'route']);
  const language = useLanguage();
  const failureText = useFailureText();
  const { certificate } = check;
  return (
    <div>
      <div className={classes.signs} style={{ marginBottom: 8 }}>
        <StateBadge tone={check.ok ? 'done' : 'overdue'}>
          {check.ok ? t('route:national.valid') : t('route:national.invalid')}
        </StateBadge>
      </div>
      {check.ok ? null : (
        <p className={classes.text} role="alert">
          {failureText({ code: nationalFaultCode(check.fault) })}
        </p>
      )}
      {certificate ? (
        <dl className={classes.facts}>
          <dt>{t('by')}</dt>
          <dd>{[certificate.name, certificate.position].filter(Boolean).join(', ')}</dd>
          <dt>{t('certificate')}</dt>
          <dd>
            {certificate.serial.toUpperCase()}
            <span className={classes.why}>{t('issuer', { name: certificate.issuer })}</span>
          </dd>
          {check.ok ? (
            <>
              <dt>{t('at')}</dt>
              <dd>{formatMoment(check.signedAt, language)}</dd>
            </>
          ) : null}
        </dl>
      ) : null}
      {check.ok ? (
        <span className={classes.why}>
          {check.issuer === 'unknown' ? `${t('route:national.issuerUnknown')} ` : ''}
          {t('route:national.revocation')}
        </span>
      ) : null}
    </div>
  );
}
