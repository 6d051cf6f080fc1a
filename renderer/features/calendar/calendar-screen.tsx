import {
  Alert,
  Button,
  Checkbox,
  Group,
  List,
  NumberInput,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
  VisuallyHidden,
} from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppealSettings, isTime } from '#shared/domain/documents/appeals.ts';
import { type CalendarData, findCalendarFault } from '#shared/domain/documents/calendar.ts';
import { importCalendarIcs, importCalendarRows, type ImportFault } from '#shared/domain/documents/calendar-import.ts';
import { formatDay, formatWeekday } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { catalogues } from '#shared/domain/exchange/collections/catalogues/index.ts';
import { useSession } from '../../app/session-context.ts';
import { useRecords } from '../../data/react.tsx';
import { decodeText, readCsv } from '../../documents/csv.ts';
import { useAppealSettings, useOffice, useToday } from '../../documents/office.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import { ChooseFiles, DayField, LoadingState, Page, showDone, showFailure, showUndo } from '../../ui/index.ts';
import { type OwnYears, saveSettings, saveYears, withDays, withoutDay } from './calendar-acts.ts';

interface Row {
  readonly day: string;
  readonly kind: 'holiday' | 'workday';
  readonly title: string;
  readonly own: boolean;
}

function rowsOf(data: CalendarData, own: boolean): readonly Row[] {
  const row = (kind: Row['kind']) => (day: string) => ({ day, kind, title: data.titles?.[day] ?? '', own });
  return [...(data.holidays ?? []).map(row('holiday')), ...(data.workdays ?? []).map(row('workday'))];
}

/** The working calendar of the office, and what the law on appeals leaves to it. */
export function CalendarScreen() {
  const { t } = useTranslation(['calendar', 'common']);
  const { user, office: home } = useSession();
  const records = useRecords({ collection: 'catalogues', prefix: 'calendar', limit: 200 });
  const settings = useRecords({ collection: 'catalogues', prefix: 'settings', limit: 10 });
  if (records === undefined || settings === undefined) return <LoadingState />;
  const mayWrite = catalogues.policy.patch.includes(user.role);
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      <Stack gap="xl" maw={860}>
        <Days
          officeId={user.officeId ?? home.id}
          records={records.map((one) => ({
            officeId: one.officeId,
            data: one.body.data as CalendarData,
            year: Number(String(one.body.validFrom ?? '').slice(0, 4)),
          }))}
          mayWrite={mayWrite}
        />
        <Settings
          officeId={user.officeId ?? home.id}
          stored={(settings[0]?.body.data as JsonObject | undefined) ?? null}
          mayWrite={mayWrite}
        />
      </Stack>
    </Page>
  );
}

function Days({
  officeId,
  records,
  mayWrite,
}: {
  readonly officeId: string;
  readonly records: readonly { readonly officeId: string; readonly data: CalendarData; readonly year: number }[];
  readonly mayWrite: boolean;
}) {
  const { t } = useTranslation('calendar');
  const language = useLanguage();
  const office = useOffice();
  const failureText = useFailureText();
  const today = useToday();
  const [year, setYear] = useState(Number(today.slice(0, 4)));
  const [day, setDay] = useState<string | undefined>();
  const [kind, setKind] = useState<Row['kind']>('holiday');
  const [title, setTitle] = useState('');
  const [faults, setFaults] = useState<readonly ImportFault[]>([]);
  const own = useMemo<OwnYears>(
    () => new Map(records.filter((one) => one.officeId === officeId).map((one) => [one.year, one.data])),
    [records, officeId],
  );
  const rows = useMemo(
    () =>
      records
        .flatMap((one) => rowsOf(one.data, one.officeId === officeId))
        .filter((row) => row.day.startsWith(`${year}-`))
        .toSorted((a, b) => a.day.localeCompare(b.day)),
    [records, officeId, year],
  );
  const years = [...new Set([...records.map((one) => one.year), year, year + 1])]
    .filter((one) => one > 2000)
    .toSorted();

  const keep = async (after: OwnYears, done?: string) => {
    for (const [of, data] of after) {
      if (findCalendarFault(data as unknown as JsonObject, of) !== null) {
        showFailure(t('yearOnly'));
        return false;
      }
    }
    const changes = saveYears(officeId, own, after);
    return changes.length === 0 || (await office.act(changes, done)) === null;
  };
  const add = async () => {
    if (!day) return;
    if (await keep(withDays(own, [{ day, kind, title: title.trim() }]), t('added'))) {
      setYear(Number(day.slice(0, 4)));
      setDay(undefined);
      setTitle('');
    }
  };
  const remove = async (row: Row) => {
    const before = own;
    if (await keep(withoutDay(own, row.day))) {
      showUndo(t('removed', { day: formatDay(row.day) }), () => {
        void office.act(saveYears(officeId, withoutDay(before, row.day), withDays(withoutDay(before, row.day), [row])));
      });
    }
  };
  const load = async (file: File | null) => {
    if (!file) return;
    try {
      const { text } = decodeText(new Uint8Array(await file.arrayBuffer()));
      const read = /^BEGIN:VCALENDAR/m.test(text)
        ? importCalendarIcs(text)
        : importCalendarRows((await readCsv(text)).map((line) => line.cells ?? ['?']));
      setFaults(read.faults);
      if (read.days.length === 0) {
        showFailure(t('nothingRead'));
        return;
      }
      if (await keep(withDays(own, read.days))) {
        showDone(t('imported', { n: read.days.length }));
        setYear(Number(read.days[0]?.day.slice(0, 4)));
      }
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    }
  };
  return (
    <section>
      <Title order={2}>{t('days.title')}</Title>
      <Text c="dimmed" mb="xs">
        {t('days.hint')}
      </Text>
      <Select
        label={t('year')}
        data={years.map(String)}
        value={String(year)}
        onChange={(value) => value && setYear(Number(value))}
        allowDeselect={false}
        maw={160}
      />
      {rows.length === 0 ? (
        <Text my="md">{t('none')}</Text>
      ) : (
        <Table my="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('column.day')}</Table.Th>
              <Table.Th>{t('column.kind')}</Table.Th>
              <Table.Th>{t('column.title')}</Table.Th>
              <Table.Th>{t('column.from')}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{t('column.act')}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={`${row.day}${row.own ? 'o' : 'm'}`}>
                <Table.Td>
                  {formatDay(row.day)}, {formatWeekday(row.day, language)}
                </Table.Td>
                <Table.Td>{t(`kind.${row.kind}`)}</Table.Td>
                <Table.Td>{row.title}</Table.Td>
                <Table.Td>{row.own ? t('from.office') : t('from.ministry')}</Table.Td>
                <Table.Td>
                  {mayWrite && row.own ? (
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      aria-label={t('removeDay', { day: formatDay(row.day) })}
                      onClick={() => void remove(row)}
                    >
                      {t('remove')}
                    </Button>
                  ) : null}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {mayWrite ? (
        <>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void add();
            }}
          >
            <Group align="flex-end">
              <DayField label={t('column.day')} value={day} onChange={setDay} />
              <Select
                label={t('column.kind')}
                data={(['holiday', 'workday'] as const).map((one) => ({ value: one, label: t(`kind.${one}`) }))}
                value={kind}
                onChange={(value) => value && setKind(value as Row['kind'])}
                allowDeselect={false}
              />
              <TextInput
                label={t('column.title')}
                maxLength={200}
                value={title}
                onChange={(event) => setTitle(event.currentTarget.value)}
              />
              <Button type="submit" disabled={!day}>
                {t('add')}
              </Button>
            </Group>
          </form>
          <Group mt="md">
            <ChooseFiles accept=".csv,.ics,text/calendar,text/csv" onChange={(file) => void load(file)}>
              {(props) => (
                <Button variant="default" {...props}>
                  {t('import')}
                </Button>
              )}
            </ChooseFiles>
            <Text size="sm" c="dimmed">
              {t('importHint')}
            </Text>
          </Group>
          {faults.length > 0 ? (
            <Alert color="due" mt="md" title={t('faults', { n: faults.length })}>
              <List size="sm">
                {faults.slice(0, 100).map((fault) => (
                  <List.Item key={fault.line}>
                    {t('faultLine', { line: fault.line, value: fault.value })} {t(`fault.${fault.code}`)}
                  </List.Item>
                ))}
              </List>
            </Alert>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

function Settings({
  officeId,
  stored,
  mayWrite,
}: {
  readonly officeId: string;
  readonly stored: JsonObject | null;
  readonly mayWrite: boolean;
}) {
  const { t } = useTranslation(['calendar', 'common']);
  const office = useOffice();
  const present = useAppealSettings();
  const [changed, setChanged] = useState<Partial<AppealSettings>>({});
  const values = { ...present, ...changed };
  const wrong = !isTime(values.workEnd);
  const save = async () => {
    if (wrong) return;
    if ((await office.act(saveSettings(officeId, stored, values), t('settings.saved'))) === null) setChanged({});
  };
  return (
    <section>
      <Title order={2}>{t('settings.title')}</Title>
      <Text c="dimmed" mb="xs">
        {t('settings.hint')}
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack>
          <NumberInput
            label={t('settings.forwardDays')}
            description={t('settings.forwardDaysHint')}
            min={1}
            max={30}
            allowDecimal={false}
            value={values.forwardDays}
            onChange={(value) => typeof value === 'number' && setChanged({ ...changed, forwardDays: value })}
            disabled={!mayWrite}
            maw={320}
          />
          <TextInput
            label={t('settings.workEnd')}
            description={t('settings.workEndHint')}
            value={values.workEnd}
            onChange={(event) => setChanged({ ...changed, workEnd: event.currentTarget.value })}
            error={wrong ? t('settings.timeWrong') : null}
            disabled={!mayWrite}
            maxLength={5}
            maw={320}
          />
          <Checkbox
            label={t('settings.move')}
            description={t('settings.moveHint')}
            checked={values.moveToWorkingDay}
            onChange={(event) => setChanged({ ...changed, moveToWorkingDay: event.currentTarget.checked })}
            disabled={!mayWrite}
          />
          {mayWrite ? (
            <Button type="submit" disabled={Object.keys(changed).length === 0 || wrong} w="fit-content">
              {t('settings.save')}
            </Button>
          ) : null}
        </Stack>
      </form>
    </section>
  );
}
