import { Button, Select, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import { ConfirmAction, showDone, showFailure, StateBadge } from '../ui/index.ts';
import type { CertificateRow } from './api.ts';
import { useConsole } from './context.ts';
import { useCertificates } from './queries.ts';
import { TableSection } from './table-section.tsx';

const REASONS = ['keyCompromise', 'superseded', 'cessationOfOperation', 'unspecified'] as const;

/** Certificates of an office's keys: whose, until when, and how one is revoked. */
export function Certificates({ officeId, now }: { readonly officeId: string; readonly now: number }) {
  const { t } = useTranslation('console');
  const language = useLanguage();
  const toText = useFailureText();
  const cache = useQueryClient();
  const { api } = useConsole();
  const { data, error, refetch } = useCertificates();
  const [revoking, setRevoking] = useState<CertificateRow | null>(null);
  const [reason, setReason] = useState<string>('keyCompromise');
  const [busy, setBusy] = useState(false);
  const rows = (data?.certificates ?? []).filter((one) => one.officeId === officeId);
  const revoke = async () => {
    if (!revoking) return;
    setBusy(true);
    try {
      await api.revokeCertificate(revoking.serial, reason);
      showDone(t('certificate.revoked'));
      setRevoking(null);
      await cache.invalidateQueries();
    } catch (caught) {
      showFailure(toText(toFailure(caught)));
    } finally {
      setBusy(false);
    }
  };
  const stateOf = (one: CertificateRow) => {
    if (one.revokedAt) {
      return (
        <StateBadge tone="overdue">
          {t('certificate.revokedOn', {
            when: formatMoment(one.revokedAt, language, { now }),
            why: t(`certificate.reason.${one.revokedWhy ?? 'unspecified'}`),
          })}
        </StateBadge>
      );
    }
    return Date.parse(one.notAfter) < now ? (
      <StateBadge tone="neutral">{t('certificate.expired')}</StateBadge>
    ) : (
      <StateBadge tone="done">{t('certificate.good')}</StateBadge>
    );
  };
  return (
    <TableSection
      title={t('certificate.title')}
      rows={data && rows}
      rowId={(one) => one.serial}
      none={t('certificate.none')}
      error={error}
      onRetry={() => void refetch()}
      columns={[
        { header: t('certificate.owner'), cell: (one) => [one.name, one.position].filter(Boolean).join(', ') },
        { header: t('certificate.serial'), cell: (one) => one.serial.slice(0, 16), mono: true },
        { header: t('certificate.until'), cell: (one) => formatMoment(one.notAfter, language, { now }) },
        { header: t('device.state'), cell: stateOf },
      ]}
      actions={(one) =>
        one.revokedAt ? null : (
          <Button
            variant="default"
            onClick={() => setRevoking(one)}
            aria-label={`${t('certificate.revoke')}: ${one.name}`}
          >
            {t('certificate.revoke')}
          </Button>
        )
      }
    >
      <ConfirmAction
        opened={revoking !== null}
        title={t('certificate.revokeTitle')}
        confirmLabel={t('certificate.revoke')}
        destructive
        busy={busy}
        onClose={() => setRevoking(null)}
        onConfirm={() => void revoke()}
      >
        <Text mb="sm">{t('certificate.revokeText', { name: revoking?.name ?? '' })}</Text>
        <Select
          label={t('certificate.why')}
          data={REASONS.map((one) => ({ value: one, label: t(`certificate.reason.${one}`) }))}
          value={reason}
          onChange={(value) => value && setReason(value)}
          allowDeselect={false}
        />
      </ConfirmAction>
    </TableSection>
  );
}
