import { Button, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import { ConfirmAction, LoadingState, showDone, showFailure } from '../ui/index.ts';
import type { OfficerRow } from './casework-api.ts';
import { useCaseworkDuties } from './casework-queries.ts';
import { useConsole } from './context.ts';
import { AskFailed } from './frame.tsx';

/** Which officers of districts read what cases say: each given the duty by name and on a ground. */
export function CaseworkDuties() {
  const { t } = useTranslation('central');
  const language = useLanguage();
  const { data, error, refetch } = useCaseworkDuties();
  const [asked, setAsked] = useState<{ readonly act: 'give' | 'end'; readonly officer: OfficerRow } | null>(null);
  return (
    <section aria-label={t('duty.title')}>
      <Title order={2} mb={4}>
        {t('duty.title')}
      </Title>
      <Text c="dimmed" mb="xs">
        {t('duty.hint')}
      </Text>
      {error && !data ? <AskFailed error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <LoadingState /> : null}
      {data?.officers.length === 0 ? <Text>{t('duty.none')}</Text> : null}
      {data && data.officers.length > 0 ? (
        <Table withTableBorder>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('duty.officer')}</Table.Th>
              <Table.Th scope="col">{t('duty.state')}</Table.Th>
              <Table.Th scope="col">{t('duty.actions')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.officers.map((officer) => (
              <Table.Tr key={officer.id}>
                <Table.Td>
                  {officer.name} <Text c="dimmed">{officer.login}</Text>
                </Table.Td>
                <Table.Td>
                  {officer.duty
                    ? t('duty.given', {
                        when: formatMoment(officer.duty.givenAt, language),
                        ground: officer.duty.ground,
                      })
                    : t('duty.notGiven')}
                </Table.Td>
                <Table.Td>
                  <Group gap="xs">
                    <Button
                      variant="default"
                      size="compact-sm"
                      onClick={() => setAsked({ act: officer.duty ? 'end' : 'give', officer })}
                    >
                      {t(officer.duty ? 'duty.end' : 'duty.give')}
                    </Button>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
      {asked ? (
        <AskDuty key={asked.officer.id} act={asked.act} officer={asked.officer} onClose={() => setAsked(null)} />
      ) : null}
    </section>
  );
}

function AskDuty(props: { readonly act: 'give' | 'end'; readonly officer: OfficerRow; readonly onClose: () => void }) {
  const { t } = useTranslation('central');
  const toText = useFailureText();
  const cache = useQueryClient();
  const { api } = useConsole();
  const { act, officer } = props;
  const [ground, setGround] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    if (act === 'give' && ground.trim() === '') {
      setMissing(true);
      return;
    }
    setBusy(true);
    try {
      if (act === 'give') await api.giveCaseworkDuty(officer.id, ground.trim());
      else await api.endCaseworkDuty(officer.id);
      await cache.invalidateQueries({ queryKey: ['casework-duties'] });
      showDone(t(act === 'give' ? 'duty.done' : 'duty.ended'));
      props.onClose();
    } catch (error) {
      showFailure(toText(toFailure(error)));
      setBusy(false);
    }
  };
  return (
    <ConfirmAction
      opened
      title={t(act === 'give' ? 'duty.giveTitle' : 'duty.endTitle', { name: officer.name })}
      confirmLabel={t(act === 'give' ? 'duty.give' : 'duty.end')}
      busy={busy}
      onClose={props.onClose}
      onConfirm={() => void confirm()}
    >
      {act === 'give' ? (
        <Stack gap="xs">
          <Text>{t('duty.hint')}</Text>
          <TextInput
            label={t('duty.ground')}
            value={ground}
            maxLength={300}
            onChange={(event) => {
              setGround(event.currentTarget.value);
              setMissing(false);
            }}
            error={missing ? t('duty.groundNeeded') : null}
            data-autofocus
          />
        </Stack>
      ) : (
        <Text>{t('duty.endText')}</Text>
      )}
    </ConfirmAction>
  );
}
