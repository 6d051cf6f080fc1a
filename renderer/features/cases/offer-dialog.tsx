import { Radio, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { validConsents } from '#shared/domain/casework/consent.ts';
import type { OfficeChoice } from '#shared/domain/casework/offices.ts';
import { addMonths, formatDay } from '#shared/domain/language/dates.ts';
import { ClosedForUse, closedAmong } from '../../casework/closed-for-use.tsx';
import { useKeepOffice, useOffices } from '../../casework/offices.ts';
import { usePeople } from '../../casework/use-cases.ts';
import { ActDialog } from '../../documents/act-dialog.tsx';
import { useOffice, useScript, useToday } from '../../documents/office.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { DayField } from '../../ui/index.ts';
import { addConsent, type CaseFile, offerCase } from './acts.ts';
import classes from './cases.module.css';
import { keptUnder } from './steps.ts';

interface Values {
  readonly text: string;
  readonly office: OfficeChoice | null;
  readonly reason: string;
  readonly consentId: string;
  readonly consentOn?: string | undefined;
}

const NEW = 'new';

/** Offers a case to another office: which one, why, and with whose consent. */
export function OfferDialog({ file, onClose }: { readonly file: CaseFile; readonly onClose: () => void }) {
  const { t } = useTranslation(['cases', 'common']);
  const office = useOffice();
  const today = useToday();
  const keepOffice = useKeepOffice();
  const people = usePeople();
  const valid = validConsents(file.body, 'transfer', today);
  const begin = (): Values => ({
    text: '',
    office: null,
    reason: '',
    consentId: valid[0]?.id ?? NEW,
    consentOn: today,
  });
  const form = useKeptForm<Values>(`${keptUnder(file)}.offer`, begin);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const { values } = form;
  if (values === null) return null;
  const fresh = !valid.some((one) => one.id === values.consentId);
  const dayFault = !values.consentOn ? 'required' : values.consentOn > today ? 'in_future' : null;
  const { personId } = file.body;
  // Offering is sharing: what another office would receive is a record that is closed for new uses.
  const closed = personId ? closedAmong([{ id: personId, body: people.get(personId) }], today) : [];
  const wrong = closed.length > 0 || !values.office || values.reason.trim() === '' || (fresh && dayFault !== null);
  const go = async () => {
    setTried(true);
    const { office: chosen } = values;
    if (wrong || !chosen || running.current) return;
    running.current = true;
    setBusy(true);
    const context = office.context();
    const consentId = fresh ? context.newId() : values.consentId;
    const consent = fresh
      ? [
          addConsent(
            file,
            {
              purpose: 'transfer',
              on: values.consentOn ?? today,
              until: addMonths(today, 6),
              toWhom: chosen.name.latn,
            },
            context,
            consentId,
          ),
        ]
      : [];
    const offer = offerCase(
      file,
      { officeId: chosen.id, officeName: chosen.name.latn, reason: values.reason, consentId },
      context,
    );
    const failure = await office.act([...consent, offer], t('done.offered'));
    if (failure === null) await keepOffice(chosen);
    running.current = false;
    setBusy(false);
    if (failure) return;
    await form.reset(begin());
    onClose();
  };
  return (
    <ActDialog title={t('offer.title')} verb={t('offer.verb')} busy={busy} onDo={() => void go()} onClose={onClose}>
      <ClosedForUse closed={closed} as="refusal" />
      <ChooseOffice
        text={values.text}
        chosen={values.office}
        error={tried && !values.office ? t('offer.chooseOffice') : null}
        onText={(text) => form.set({ text, office: null })}
        onChoose={(chosen) => form.set({ office: chosen })}
      />
      <Textarea
        id="offer-reason"
        label={t('offer.reason')}
        description={t('offer.reasonHint')}
        value={values.reason}
        autosize
        minRows={2}
        maxLength={2000}
        onChange={(event) => form.set({ reason: event.currentTarget.value })}
        error={tried && values.reason.trim() === '' ? t('common:form.required') : null}
      />
      <Select
        id="offer-consent"
        label={t('offer.consent')}
        data={[
          ...valid.map((one) => ({
            value: one.id,
            label: t('consent.option', {
              day: formatDay(one.on),
              until: one.until ? formatDay(one.until) : t('consent.endless'),
            }),
          })),
          { value: NEW, label: t('consent.fresh') },
        ]}
        value={fresh ? NEW : values.consentId}
        onChange={(consentId) => consentId && form.set({ consentId })}
        allowDeselect={false}
      />
      {fresh ? (
        <DayField
          id="offer-consentOn"
          label={t('field.consentOn')}
          value={values.consentOn}
          today={today}
          max={today}
          onChange={(consentOn) => form.set({ consentOn })}
          error={
            dayFault === 'in_future'
              ? t('fault.in_future')
              : tried && dayFault === 'required'
                ? t('common:form.required')
                : null
          }
        />
      ) : null}
      <Text size="sm" c="dimmed">
        {t('offer.hint')}
      </Text>
    </ActDialog>
  );
}

function ChooseOffice(props: {
  readonly text: string;
  readonly chosen: OfficeChoice | null;
  readonly error: string | null;
  readonly onText: (text: string) => void;
  readonly onChoose: (office: OfficeChoice) => void;
}) {
  const { t } = useTranslation('cases');
  const script = useScript();
  const [asked] = useDebouncedValue(props.text, 200);
  const { offices, from, more, busy } = useOffices(asked);
  const label = (office: OfficeChoice) => office.name[script];
  return (
    <Stack gap="xs">
      <TextInput
        id="offer-office"
        label={t('offer.office')}
        description={t(from === 'known' ? 'offer.known' : 'offer.officeHint')}
        value={props.chosen ? label(props.chosen) : props.text}
        maxLength={100}
        autoComplete="off"
        onChange={(event) => props.onText(event.currentTarget.value)}
        error={props.error}
        data-autofocus
      />
      {props.chosen ? (
        <span className={classes.quiet}>
          {[props.chosen.district[script], props.chosen.region[script]].filter(Boolean).join(', ')}
        </span>
      ) : (
        <Radio.Group
          label={t('offer.offices')}
          value=""
          onChange={(id) => {
            const office = offices.find((one) => one.id === id);
            if (office) props.onChoose(office);
          }}
        >
          <Stack gap={6}>
            {offices.slice(0, 8).map((office) => (
              <Radio
                key={office.id}
                value={office.id}
                label={label(office)}
                description={[office.district[script], office.region[script]].filter(Boolean).join(', ') || undefined}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <Text size="sm" c="dimmed" role="status">
        {props.chosen || busy
          ? ''
          : offices.length === 0
            ? t(from === 'known' ? 'offer.noneKnown' : 'offer.noneFound')
            : more || offices.length > 8
              ? t('offer.more')
              : ''}
      </Text>
    </Stack>
  );
}
