import { Alert, Anchor, Button, CopyButton, Group, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import { ConfirmAction, LoadingState, Page, showDone, showFailure, StateBadge } from '../ui/index.ts';
import type { DeviceRow } from './api.ts';
import { Certificates } from './certificates.tsx';
import { isKeeper, useConsole, useNames } from './context.ts';
import { AskFailed } from './frame.tsx';
import { FRESHNESS_TONE, toFreshness } from './freshness.ts';
import classes from './console.module.css';
import { useDevices, useOffices } from './queries.ts';
import { Signers } from './signers.tsx';
import { TableSection } from './table-section.tsx';

/** One office: how fresh it is, its laptops, a code for a new one. */
export function OfficePage() {
  const { t } = useTranslation('console');
  const { officeId = '' } = useParams();
  const language = useLanguage();
  const nameOf = useNames();
  const { user } = useConsole();
  const { data, error, refetch } = useOffices();
  const office = data?.offices.find((one) => one.id === officeId);
  if (error && !data) return <AskFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  if (!office) return <AskFailed error={{ failure: { code: 'not_found' } }} onRetry={() => void refetch()} />;
  const fresh = toFreshness(office, data.time);
  return (
    <Page
      title={nameOf(office.name)}
      subtitle={`${nameOf(office.district)}, ${nameOf(office.region)}`}
      actions={
        <Button component={Link} to={`/papers/${office.id}`} variant="default">
          {t('office.openPapers')}
        </Button>
      }
    >
      <Stack gap="xl" maw={860}>
        <dl className={classes.facts}>
          <dt>{t('office.fresh')}</dt>
          <dd>
            <StateBadge tone={FRESHNESS_TONE[fresh]}>{t(`fresh.${fresh}`)}</StateBadge>{' '}
            {formatMoment(office.lastContact, language, { now: data.time })}
          </dd>
          {office.devices > 0 ? (
            <>
              <dt>{t('office.behind')}</dt>
              <dd>{office.checkpoint < office.lastChange ? t('office.isBehind') : t('office.notBehind')}</dd>
            </>
          ) : null}
          <dt>{t('office.papers')}</dt>
          <dd>{office.papers}</dd>
          <dt>{t('office.overdue')}</dt>
          <dd>{office.overdue}</dd>
          <dt>{t('office.index')}</dt>
          <dd>{office.index}</dd>
        </dl>
        {isKeeper(user) ? <NewCode officeId={office.id} /> : null}
        <Devices officeId={office.id} now={data.time} />
        <Signers officeId={office.id} now={data.time} />
        <Certificates officeId={office.id} now={data.time} />
        <Anchor component={Link} to="/offices">
          {t('office.back')}
        </Anchor>
      </Stack>
    </Page>
  );
}

function Devices({ officeId, now }: { readonly officeId: string; readonly now: number }) {
  const { t } = useTranslation('console');
  const language = useLanguage();
  const toText = useFailureText();
  const cache = useQueryClient();
  const { api } = useConsole();
  const { data, error, refetch } = useDevices(officeId);
  const [revoking, setRevoking] = useState<DeviceRow | null>(null);
  const [busy, setBusy] = useState(false);
  const revoke = async () => {
    if (!revoking) return;
    setBusy(true);
    try {
      await api.revoke(revoking.id);
      showDone(t('device.revoked'));
      setRevoking(null);
      await cache.invalidateQueries();
    } catch (caught) {
      showFailure(toText(toFailure(caught)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <TableSection
      title={t('device.title')}
      rows={data?.devices}
      rowId={(device) => device.id}
      none={t('device.none')}
      error={error}
      onRetry={() => void refetch()}
      columns={[
        { header: t('device.lane'), cell: (device) => device.lane },
        { header: t('device.name'), cell: (device) => device.name },
        {
          header: t('device.lastContact'),
          cell: (device) => formatMoment(device.lastContact, language, { now }) || t('fresh.never'),
        },
        {
          header: t('device.state'),
          cell: (device) => (
            <Stack gap={4} align="flex-start">
              {device.revokedAt ? (
                <StateBadge tone="neutral">
                  {t('device.revokedOn', { when: formatMoment(device.revokedAt, language, { now }) })}
                </StateBadge>
              ) : (
                <StateBadge tone="done">{t('device.active')}</StateBadge>
              )}
              {device.flag ? (
                <StateBadge tone="overdue">{t(`flag.${device.flag}`, { defaultValue: t('flag.other') })}</StateBadge>
              ) : null}
            </Stack>
          ),
        },
      ]}
      actions={(device) =>
        device.revokedAt ? null : (
          <Button
            variant="default"
            onClick={() => setRevoking(device)}
            aria-label={`${t('device.revoke')}: ${device.name}`}
          >
            {t('device.revoke')}
          </Button>
        )
      }
    >
      <ConfirmAction
        opened={revoking !== null}
        title={t('device.revokeTitle')}
        confirmLabel={t('device.revoke')}
        destructive
        busy={busy}
        onClose={() => setRevoking(null)}
        onConfirm={() => void revoke()}
      >
        {t('device.revokeText', { name: revoking?.name ?? '' })}
      </ConfirmAction>
    </TableSection>
  );
}

function NewCode({ officeId }: { readonly officeId: string }) {
  const { t } = useTranslation('console');
  const language = useLanguage();
  const toText = useFailureText();
  const { api } = useConsole();
  const [issued, setIssued] = useState<{ readonly code: string; readonly expiresAt: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const issue = async () => {
    setBusy(true);
    try {
      setIssued(await api.deviceCode(officeId));
    } catch (caught) {
      showFailure(toText(toFailure(caught)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section>
      <Title order={2} mb="xs">
        {t('code.title')}
      </Title>
      <Text mb="sm">{t('code.hint')}</Text>
      {issued ? (
        <Alert color="accent" title={t('code.ready')} role="status" mb="sm">
          <Group>
            <Text size="xl" fw={600} ff="monospace">
              {issued.code}
            </Text>
            <CopyButton value={issued.code}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? t('common:action.copied') : t('common:action.copy')}
                </Button>
              )}
            </CopyButton>
          </Group>
          <Text mt={8}>{t('code.until', { when: formatMoment(issued.expiresAt, language) })}</Text>
        </Alert>
      ) : null}
      <Button variant={issued ? 'default' : 'filled'} loading={busy} onClick={() => void issue()}>
        {issued ? t('code.again') : t('code.issue')}
      </Button>
    </section>
  );
}
