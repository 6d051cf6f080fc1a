import { Button, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOfMoment, formatDay } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useFailureText } from '../i18n/index.ts';
import { ConfirmAction, DayField, LoadingState, showDone, showFailure, StateBadge } from '../ui/index.ts';
import type { SignerRow } from './api.ts';
import classes from './console.module.css';
import { isKeeper, useConsole } from './context.ts';
import { AskFailed } from './frame.tsx';
import { useSigners } from './queries.ts';

type Doing = 'deputy' | 'end' | 'pinfl';

interface Act {
  readonly what: Doing;
  readonly who: SignerRow;
}

/** Who signs in an office: deputies by date, and whose PINFL a national certificate can be compared with. */
export function Signers({ officeId, now }: { readonly officeId: string; readonly now: number }) {
  const { t } = useTranslation('console');
  const toText = useFailureText();
  const cache = useQueryClient();
  const { api, user } = useConsole();
  const { data, error, refetch } = useSigners(officeId);
  const [act, setAct] = useState<Act | null>(null);
  const [from, setFrom] = useState<string | undefined>();
  const [to, setTo] = useState<string | undefined>();
  const [order, setOrder] = useState('');
  const [pinfl, setPinfl] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const today = dayOfMoment(now);

  const begin = (what: Doing, who: SignerRow) => {
    setFrom(today);
    setTo(undefined);
    setOrder('');
    setPinfl('');
    setFault(null);
    setAct({ what, who });
  };
  const perform = async ({ what, who }: Act) => {
    if (what === 'deputy' && (!from || !to)) {
      setFault(t('signer.daysNeeded'));
      return;
    }
    if (what === 'pinfl' && pinfl.trim() === '') {
      setFault(t('signer.pinflNeeded'));
      return;
    }
    setBusy(true);
    try {
      if (what === 'deputy' && from && to) {
        const said = order.trim();
        await api.appointDeputy(who.id, { from, to, ...(said ? { order: said } : {}) });
      } else if (what === 'end') await api.endDeputy(who.id);
      else await api.enterPinfl(who.id, pinfl);
      showDone(t(`signer.done.${what}`));
      setAct(null);
      await cache.invalidateQueries({ queryKey: ['signers', officeId] });
    } catch (caught) {
      const words = toText(toFailure(caught));
      // What was typed stays, with what is wrong beside it.
      if (what === 'end') showFailure(words);
      else setFault(words);
    } finally {
      setBusy(false);
    }
  };

  const rows = data?.signers ?? [];
  const lasting = (one: SignerRow) => one.acting.filter((term) => term.to >= today);
  return (
    <section>
      <Title order={2} mb="xs">
        {t('signer.title')}
      </Title>
      {error ? <AskFailed error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <LoadingState /> : null}
      {data && rows.length === 0 ? <Text>{t('signer.none')}</Text> : null}
      {rows.length > 0 ? (
        <Table.ScrollContainer minWidth={600}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('signer.name')}</Table.Th>
                <Table.Th>{t('signer.acting')}</Table.Th>
                <Table.Th>{t('signer.pinfl')}</Table.Th>
                {isKeeper(user) ? (
                  <Table.Th>
                    <span className={classes.hidden}>{t('device.actions')}</span>
                  </Table.Th>
                ) : null}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td>
                    {one.name}
                    <Text size="sm" c="dimmed">
                      {one.position || t(`common:role.${one.role}`)}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    {one.role === 'chair'
                      ? t('signer.isChair')
                      : lasting(one).map((term) => (
                          <Text key={`${term.from}${term.to}${term.order ?? ''}`} size="sm">
                            {t('signer.term', { from: formatDay(term.from), to: formatDay(term.to) })}
                            {term.order ? `, ${term.order}` : ''}
                          </Text>
                        ))}
                  </Table.Td>
                  <Table.Td>
                    {one.pinfl ? (
                      <StateBadge tone="done">{t('signer.pinflThere')}</StateBadge>
                    ) : (
                      <StateBadge tone="neutral">{t('signer.pinflMissing')}</StateBadge>
                    )}
                  </Table.Td>
                  {isKeeper(user) ? (
                    <Table.Td>
                      <Group gap="xs" justify="flex-end">
                        {one.role === 'chair' ? null : (
                          <Button
                            variant="default"
                            onClick={() => begin('deputy', one)}
                            aria-label={`${t('signer.appoint')}: ${one.name}`}
                          >
                            {t('signer.appoint')}
                          </Button>
                        )}
                        {lasting(one).length > 0 ? (
                          <Button
                            variant="default"
                            onClick={() => begin('end', one)}
                            aria-label={`${t('signer.end')}: ${one.name}`}
                          >
                            {t('signer.end')}
                          </Button>
                        ) : null}
                        <Button
                          variant="default"
                          onClick={() => begin('pinfl', one)}
                          aria-label={`${t('signer.enterPinfl')}: ${one.name}`}
                        >
                          {t('signer.enterPinfl')}
                        </Button>
                      </Group>
                    </Table.Td>
                  ) : null}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
      {act ? (
        <ConfirmAction
          opened
          title={t(`signer.ask.${act.what}`, { name: act.who.name })}
          confirmLabel={t(act.what === 'deputy' ? 'signer.appoint' : act.what === 'end' ? 'signer.end' : 'signer.save')}
          destructive={act.what === 'end'}
          busy={busy}
          onClose={() => setAct(null)}
          onConfirm={() => void perform(act)}
        >
          <Stack>
            <Text>{t(`signer.hint.${act.what}`)}</Text>
            {act.what === 'deputy' ? (
              <>
                <DayField label={t('signer.from')} value={from} onChange={setFrom} today={today} data-autofocus />
                <DayField
                  label={t('signer.to')}
                  value={to}
                  onChange={(next) => {
                    setTo(next);
                    setFault(null);
                  }}
                  today={today}
                  {...(from ? { min: from } : {})}
                  error={fault}
                />
                <TextInput
                  label={t('signer.order')}
                  description={t('signer.orderHint')}
                  value={order}
                  maxLength={200}
                  onChange={(event) => setOrder(event.currentTarget.value)}
                />
              </>
            ) : null}
            {act.what === 'pinfl' ? (
              <TextInput
                label={t('signer.pinflLabel')}
                value={pinfl}
                inputMode="numeric"
                autoComplete="off"
                maxLength={40}
                error={fault}
                data-autofocus
                onChange={(event) => {
                  setPinfl(event.currentTarget.value);
                  setFault(null);
                }}
              />
            ) : null}
          </Stack>
        </ConfirmAction>
      ) : null}
    </section>
  );
}
