import { Button, Group, Select, Stack, Table, Text, Textarea, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import {
  ConfirmAction,
  EmptyState,
  LoadingState,
  Page,
  showDone,
  showFailure,
  StateBadge,
  type Tone,
} from '../ui/index.ts';
import type { DepositedCodeRow, EmergencyRow } from './api.ts';
import { useConsole } from './context.ts';
import { AskFailed } from './frame.tsx';
import { useEmergencies, useEmergencyCodes } from './queries.ts';

/** Shortest reason or note, in characters. */
const WORDS = 5;
const TONES: Readonly<Record<EmergencyRow['state'], Tone>> = {
  waiting: 'due',
  approved: 'accent',
  declined: 'neutral',
  ended: 'neutral',
  code: 'accent',
};

/** The duty of protection: decides on emergencies, sees to them afterwards, tells codes over the telephone. */
export function EmergencyPage() {
  const { t } = useTranslation('console');
  return (
    <Page title={t('emergency.title')} subtitle={t('emergency.subtitle')}>
      <Stack gap="xl">
        <Emergencies />
        <Codes />
      </Stack>
    </Page>
  );
}

function Emergencies() {
  const { t } = useTranslation('console');
  const language = useLanguage();
  const toText = useFailureText();
  const cache = useQueryClient();
  const { api } = useConsole();
  const { data, error, refetch } = useEmergencies();
  const [review, setReview] = useState<EmergencyRow | null>(null);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const act = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await work();
      showDone(done);
      setReview(null);
    } catch (caught) {
      showFailure(toText(toFailure(caught)));
    } finally {
      setBusy(false);
      await cache.invalidateQueries({ queryKey: ['emergencies'] });
    }
  };
  const rows = data?.emergencies ?? [];
  return (
    <section>
      <Title order={2} mb="xs">
        {t('emergency.list')}
      </Title>
      {error ? <AskFailed error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <LoadingState /> : null}
      {data && rows.length === 0 ? (
        <EmptyState title={t('emergency.none')}>{t('emergency.noneHint')}</EmptyState>
      ) : null}
      {rows.length > 0 ? (
        <Table.ScrollContainer minWidth={700}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('emergency.asker')}</Table.Th>
                <Table.Th>{t('emergency.wanted')}</Table.Th>
                <Table.Th>{t('emergency.reason')}</Table.Th>
                <Table.Th>{t('emergency.state')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td>
                    {one.asker}
                    <Text size="sm" c="dimmed">
                      {formatMoment(one.askedAt, language)}
                    </Text>
                  </Table.Td>
                  <Table.Td>{one.kind === 'code' ? t('emergency.space', { owner: one.owner }) : one.wanted}</Table.Td>
                  <Table.Td>{one.reason}</Table.Td>
                  <Table.Td>
                    <Group gap="xs">
                      <StateBadge tone={TONES[one.state]}>{t(`emergency.states.${one.state}`)}</StateBadge>
                      {one.reviewedAt ? (
                        <Text size="sm" c="dimmed">
                          {t('emergency.reviewed', { note: one.reviewNote })}
                        </Text>
                      ) : null}
                      {one.state === 'waiting' ? (
                        <>
                          <Button
                            variant="light"
                            loading={busy}
                            aria-label={`${t('emergency.approve')}: ${one.wanted}`}
                            onClick={() =>
                              void act(() => api.decideEmergency(one.id, true), t('emergency.done.approved'))
                            }
                          >
                            {t('emergency.approve')}
                          </Button>
                          <Button
                            variant="default"
                            loading={busy}
                            aria-label={`${t('emergency.decline')}: ${one.wanted}`}
                            onClick={() =>
                              void act(() => api.decideEmergency(one.id, false), t('emergency.done.declined'))
                            }
                          >
                            {t('emergency.decline')}
                          </Button>
                        </>
                      ) : null}
                      {one.mayReview ? (
                        <Button
                          variant="default"
                          aria-label={`${t('emergency.review')}: ${one.wanted || one.owner || ''}`}
                          onClick={() => {
                            setNote('');
                            setReview(one);
                          }}
                        >
                          {t('emergency.review')}
                        </Button>
                      ) : null}
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
      <ConfirmAction
        opened={review !== null}
        title={t('emergency.review')}
        confirmLabel={t('emergency.review')}
        busy={busy}
        disabled={note.trim().length < WORDS}
        onClose={() => setReview(null)}
        onConfirm={() =>
          void act(() => api.reviewEmergency(review?.id ?? '', note.trim()), t('emergency.done.reviewed'))
        }
      >
        <Textarea
          label={t('emergency.note')}
          value={note}
          maxLength={1_000}
          autosize
          minRows={2}
          data-autofocus
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </ConfirmAction>
    </section>
  );
}

function Codes() {
  const { t } = useTranslation('console');
  const language = useLanguage();
  const toText = useFailureText();
  const { api } = useConsole();
  const cache = useQueryClient();
  const { data, error, refetch } = useEmergencyCodes();
  const [of, setOf] = useState<DepositedCodeRow | null>(null);
  const [asker, setAsker] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [told, setTold] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const tell = async (row: DepositedCodeRow, askerId: string) => {
    setBusy(true);
    try {
      setTold((await api.tellEmergencyCode(row.userId, row.deviceId, askerId, reason.trim())).code);
      await cache.invalidateQueries({ queryKey: ['emergencies'] });
    } catch (caught) {
      showFailure(toText(toFailure(caught)));
    } finally {
      setBusy(false);
    }
  };
  const rows = data?.codes ?? [];
  const colleagues = (data?.people ?? []).filter((one) => one.officeId === of?.officeId && one.id !== of.userId);
  const close = () => {
    setOf(null);
    setTold(null);
  };
  return (
    <section>
      <Title order={2} mb="xs">
        {t('emergency.codes')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('emergency.codesHint')}
      </Text>
      {error ? <AskFailed error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <LoadingState /> : null}
      {data && rows.length === 0 ? (
        <EmptyState title={t('emergency.noCodes')}>{t('emergency.noCodesHint')}</EmptyState>
      ) : null}
      {rows.length > 0 ? (
        <Table.ScrollContainer minWidth={600}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('emergency.person')}</Table.Th>
                <Table.Th>{t('emergency.laptop')}</Table.Th>
                <Table.Th>{t('emergency.deposited')}</Table.Th>
                <Table.Th>{t('device.actions')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={`${row.userId} ${row.deviceId}`}>
                  <Table.Td>
                    {row.name}
                    <Text size="sm" c="dimmed">
                      {row.position}
                    </Text>
                  </Table.Td>
                  <Table.Td>{row.deviceName}</Table.Td>
                  <Table.Td>{formatMoment(row.depositedAt, language)}</Table.Td>
                  <Table.Td>
                    {row.good ? (
                      <Button
                        variant="default"
                        aria-label={`${t('emergency.tell')}: ${row.name}`}
                        onClick={() => {
                          setAsker(null);
                          setReason('');
                          setTold(null);
                          setOf(row);
                        }}
                      >
                        {t('emergency.tell')}
                      </Button>
                    ) : (
                      <Text size="sm" c="dimmed">
                        {t('emergency.usedUp')}
                      </Text>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
      {of ? (
        <ConfirmAction
          opened
          title={t('emergency.tellOf', { name: of.name })}
          confirmLabel={told ? t('common:action.close') : t('emergency.tell')}
          busy={busy}
          disabled={!told && (asker === null || reason.trim().length < WORDS)}
          onClose={close}
          onConfirm={() => (told ? close() : asker && void tell(of, asker))}
        >
          {told ? (
            <Stack>
              <Text>{t('emergency.toldHint')}</Text>
              <Text size="xl" fw={600} ff="monospace" role="status">
                {told}
              </Text>
            </Stack>
          ) : (
            <Stack>
              <Text>{t('emergency.tellHint')}</Text>
              <Select
                label={t('emergency.toWhom')}
                data={colleagues.map((one) => ({ value: one.id, label: one.name }))}
                value={asker}
                onChange={setAsker}
                data-autofocus
              />
              <Textarea
                label={t('emergency.reason')}
                value={reason}
                maxLength={1_000}
                autosize
                minRows={2}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
            </Stack>
          )}
        </ConfirmAction>
      ) : null}
    </section>
  );
}
