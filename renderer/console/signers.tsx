import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOfMoment, formatDay } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useFailureText } from '../i18n/index.ts';
import { ConfirmAction, DayField, showDone, showFailure, StateBadge } from '../ui/index.ts';
import type { SignerRow } from './api.ts';
import { useConsole } from './context.ts';
import { useSigners } from './queries.ts';
import { TableSection } from './table-section.tsx';

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
  const { api } = useConsole();
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

  const lasting = (one: SignerRow) => one.acting.filter((term) => term.to >= today);
  return (
    <TableSection
      title={t('signer.title')}
      rows={data?.signers}
      rowId={(one) => one.id}
      none={t('signer.none')}
      error={error}
      onRetry={() => void refetch()}
      columns={[
        {
          header: t('signer.name'),
          cell: (one) => (
            <>
              {one.name}
              <Text size="sm" c="dimmed">
                {one.position || t(`common:role.${one.role}`)}
              </Text>
            </>
          ),
        },
        {
          header: t('signer.acting'),
          cell: (one) =>
            one.role === 'chair'
              ? t('signer.isChair')
              : lasting(one).map((term) => (
                  <Text key={`${term.from}${term.to}${term.order ?? ''}`} size="sm">
                    {t('signer.term', { from: formatDay(term.from), to: formatDay(term.to) })}
                    {term.order ? `, ${term.order}` : ''}
                  </Text>
                )),
        },
        {
          header: t('signer.pinfl'),
          cell: (one) =>
            one.pinfl ? (
              <StateBadge tone="done">{t('signer.pinflThere')}</StateBadge>
            ) : (
              <StateBadge tone="neutral">{t('signer.pinflMissing')}</StateBadge>
            ),
        },
      ]}
      actions={(one) => (
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
            <Button variant="default" onClick={() => begin('end', one)} aria-label={`${t('signer.end')}: ${one.name}`}>
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
      )}
    >
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
    </TableSection>
  );
}
