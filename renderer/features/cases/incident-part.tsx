import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { validConsents } from '#shared/domain/casework/consent.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { IncidentFields } from '../../casework/incident-fields.tsx';
import { useOffice, useToday } from '../../documents/office.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { useLanguage } from '../../i18n/index.ts';
import { DraftSign, FormActions, FormColumn, LoadingState } from '../../ui/index.ts';
import { type CaseFile, editIncident } from './acts.ts';
import type { Asking } from './dialogs.tsx';
import { isOurs, keptUnder } from './steps.ts';

/** What was chosen and is not saved yet, by the facts' keys; null is taken out. */
interface Chosen {
  readonly facts: Readonly<Record<string, string | null>>;
}

/** The incident facts of a violence file, and the way to the table that is made of them. */
export function IncidentPart({ file, onAsk }: { readonly file: CaseFile; readonly onAsk: (asking: Asking) => void }) {
  const { t } = useTranslation(['cases', 'incident', 'common']);
  const language = useLanguage();
  const office = useOffice();
  const today = useToday();
  const form = useKeptForm<Chosen>(`${keptUnder(file)}.incident`, () => ({ facts: {} }));
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const { values } = form;
  if (values === null) return <LoadingState />;
  const ours = isOurs(file.body.state);
  const counted = validConsents(file.body, 'statistics', today).length > 0;
  const facts = { ...file.body.incident, ...values.facts };
  const shown = Object.fromEntries(Object.entries(facts).filter((one): one is [string, string] => one[1] !== null));
  const changes = editIncident(file, values.facts, office.context());
  const save = async () => {
    if (running.current || changes.length === 0) return;
    running.current = true;
    setBusy(true);
    const failure = await office.act(changes, t('done.incident'));
    running.current = false;
    setBusy(false);
    if (failure === null) await form.reset({ facts: {} });
  };
  return (
    <FormColumn onSubmit={() => void save()} label={t('incident:title')}>
      {counted ? (
        <Text role="note">
          {t('incident.counted')}{' '}
          <Anchor component={Link} to="/export">
            {t('incident.table')}
          </Anchor>
        </Text>
      ) : (
        <Stack gap="xs" align="flex-start">
          <Text role="note">{t('incident.notCounted')}</Text>
          {ours ? (
            <Button
              variant="default"
              size="compact-md"
              onClick={() => onAsk({ kind: 'consent', purpose: 'statistics' })}
            >
              {t('incident.consent')}
            </Button>
          ) : null}
        </Stack>
      )}
      <IncidentFields
        value={shown}
        onChange={(key, value) => form.set({ facts: { ...values.facts, [key]: value } })}
        today={today}
        disabled={!ours || busy}
      />
      {ours ? (
        <FormActions>
          <Button type="submit" loading={busy} disabled={changes.length === 0} title="Ctrl + Enter">
            {t('common:action.save')}
          </Button>
          <DraftSign keptAt={form.keptAt === null ? null : formatMoment(form.keptAt, language, { now: form.keptAt })} />
        </FormActions>
      ) : null}
    </FormColumn>
  );
}
