import { Button, Select, Table, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import { ConfirmAction, LoadingState, showDone, showFailure, StateBadge } from '../ui/index.ts';
import type { CertificateRow } from './api.ts';
import classes from './console.module.css';
import { isKeeper, useConsole } from './context.ts';
import { AskFailed } from './frame.tsx';
import { useCertificates } from './queries.ts';

const REASONS = ['keyCompromise', 'superseded', 'cessationOfOperation', 'unspecified'] as const;

/** Certificates of an office's keys: whose, until when, and how one is revoked. */
export function Certificates({ officeId, now }: { readonly officeId: string; readonly now: number }) {
  const { t } = useTranslation('console');
  const language = useLanguage();
  const toText = useFailureText();
  const cache = useQueryClient();
  const { api, user } = useConsole();
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
    <section>
      <Title order={2} mb="xs">
        {t('certificate.title')}
      </Title>
      {error ? <AskFailed error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <LoadingState /> : null}
      {data && rows.length === 0 ? <Text>{t('certificate.none')}</Text> : null}
      {rows.length > 0 ? (
        <Table.ScrollContainer minWidth={600}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('certificate.owner')}</Table.Th>
                <Table.Th>{t('certificate.serial')}</Table.Th>
                <Table.Th>{t('certificate.until')}</Table.Th>
                <Table.Th>{t('device.state')}</Table.Th>
                {isKeeper(user) ? (
                  <Table.Th>
                    <span className={classes.hidden}>{t('device.actions')}</span>
                  </Table.Th>
                ) : null}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((one) => (
                <Table.Tr key={one.serial}>
                  <Table.Td>{[one.name, one.position].filter(Boolean).join(', ')}</Table.Td>
                  <Table.Td style={{ fontFamily: 'var(--mantine-font-family-monospace)' }}>
                    {one.serial.slice(0, 16)}
                  </Table.Td>
                  <Table.Td>{formatMoment(one.notAfter, language, { now })}</Table.Td>
                  <Table.Td>{stateOf(one)}</Table.Td>
                  {isKeeper(user) ? (
                    <Table.Td>
                      {one.revokedAt ? null : (
                        <Button
                          variant="default"
                          onClick={() => setRevoking(one)}
                          aria-label={`${t('certificate.revoke')}: ${one.name}`}
                        >
                          {t('certificate.revoke')}
                        </Button>
                      )}
                    </Table.Td>
                  ) : null}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
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
    </section>
  );
}
