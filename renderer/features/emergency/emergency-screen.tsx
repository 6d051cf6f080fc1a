import { Alert, Button, Group, Select, Stack, Table, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '#shared/domain/language/dates.ts';
import type { EmergencyFile, EmergencyLists } from '#shared/ipc/desktop-api.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useUncover } from '../../casework/quick-hide.tsx';
import { useData } from '../../data/react.tsx';
import { createRecordCipher } from '../../data/replica/record-cipher.ts';
import { readSpace } from '../../data/replica/space-replica.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import {
  ConfirmAction,
  EmptyState,
  ErrorState,
  FormActions,
  FormColumn,
  LoadingState,
  Page,
  showDone,
  showFailure,
  StateBadge,
  type Tone,
} from '../../ui/index.ts';
import { FilesView } from './files-view.tsx';
import { keepSeen } from './seen.ts';

/** Shortest reason: one has to be given in words. */
const REASON = 5;
const TONES: Readonly<Record<EmergencyLists['requests'][number]['state'], Tone>> = {
  waiting: 'due',
  approved: 'accent',
  declined: 'neutral',
  ended: 'neutral',
};

/** Reading a colleague's record in an emergency, and what whoever is responsible for one has to know of that. */
export function EmergencyScreen() {
  const { t } = useTranslation('emergency');
  const uncover = useUncover();
  const [files, setFiles] = useState<readonly EmergencyFile[] | null>(null);
  const show = (found: readonly EmergencyFile[]) => {
    uncover();
    setFiles(found);
  };
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      {files ? (
        <FilesView files={files} onClose={() => setFiles(null)} />
      ) : (
        <Stack gap="xl" maw={860}>
          <Online onRead={show} />
          <ByCode onRead={show} />
        </Stack>
      )}
    </Page>
  );
}

function Online({ onRead }: { readonly onRead: (files: readonly EmergencyFile[]) => void }) {
  const { t } = useTranslation('emergency');
  const language = useLanguage();
  const toText = useFailureText();
  const { emergencies } = useSession();
  const { drafts } = useData();
  const [lists, setLists] = useState<EmergencyLists | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const load = useCallback(async () => {
    setFailure(null);
    try {
      const found = await emergencies.list();
      setLists(found);
      await keepSeen(found, drafts).catch(() => undefined);
    } catch (error) {
      setFailure(toFailure(error));
    }
  }, [emergencies, drafts]);
  useEffect(() => {
    void load();
  }, [load]);

  const act = async (work: () => Promise<void>, done: string) => {
    try {
      await work();
      showDone(done);
    } catch (error) {
      showFailure(toText(toFailure(error)));
    }
    await load();
  };
  const read = async (id: string) => {
    try {
      onRead(await emergencies.read(id));
    } catch (error) {
      showFailure(toText(toFailure(error)));
      await load();
    }
  };

  if (failure?.code === 'offline' || failure?.code === 'timeout') {
    return (
      <Alert color="gray" role="status" title={t('ask.title')}>
        <Text mb="sm">{t('offline')}</Text>
        <Button variant="default" onClick={() => void load()}>
          {t('common:action.retry')}
        </Button>
      </Alert>
    );
  }
  if (failure) return <ErrorState onRetry={() => void load()}>{toText(failure)}</ErrorState>;
  if (!lists) return <LoadingState />;
  return (
    <>
      <Ask onAsked={load} />
      <section>
        <Title order={2} mb="xs">
          {t('requests.title')}
        </Title>
        {lists.requests.length === 0 ? <Text c="dimmed">{t('requests.none')}</Text> : null}
        {lists.requests.length > 0 ? (
          <Table.ScrollContainer minWidth={500}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('requests.wanted')}</Table.Th>
                  <Table.Th>{t('requests.asked')}</Table.Th>
                  <Table.Th>{t('requests.state')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {lists.requests.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Td>{one.wanted}</Table.Td>
                    <Table.Td>{formatMoment(one.askedAt, language)}</Table.Td>
                    <Table.Td>
                      <Group gap="sm">
                        <StateBadge tone={TONES[one.state]}>{t(`state.${one.state}`)}</StateBadge>
                        {one.state === 'approved' ? (
                          <Button onClick={() => void read(one.id)} aria-label={`${t('requests.read')}: ${one.wanted}`}>
                            {t('requests.read')}
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
      </section>
      {lists.decisions.length > 0 ? (
        <section>
          <Title order={2} mb="xs">
            {t('decide.title')}
          </Title>
          <Stack component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
            {lists.decisions.map((one) => (
              <li key={one.id}>
                <Text>{t('decide.line', { asker: one.asker, wanted: one.wanted })}</Text>
                <Text c="dimmed" mb="xs">
                  {one.reason}
                </Text>
                <Group gap="xs">
                  <Button
                    variant="light"
                    onClick={() => void act(() => emergencies.decide(one.id, true), t('decide.approved'))}
                  >
                    {t('decide.approve')}
                  </Button>
                  <Button
                    variant="default"
                    onClick={() => void act(() => emergencies.decide(one.id, false), t('decide.declined'))}
                  >
                    {t('decide.decline')}
                  </Button>
                </Group>
              </li>
            ))}
          </Stack>
        </section>
      ) : null}
      <Notices
        notices={lists.notices}
        onReview={(id, note) => act(() => emergencies.review(id, note), t('review.done'))}
      />
    </>
  );
}

function Ask({ onAsked }: { readonly onAsked: () => Promise<void> }) {
  const { t } = useTranslation('emergency');
  const toText = useFailureText();
  const { emergencies } = useSession();
  const [wanted, setWanted] = useState('');
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<'wanted' | 'reason' | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (busy) return;
    const missing = wanted.trim().length < 3 ? 'wanted' : reason.trim().length < REASON ? 'reason' : null;
    setFault(missing);
    setFailure(null);
    if (missing) return;
    setBusy(true);
    try {
      await emergencies.ask(wanted.trim(), reason.trim());
      setWanted('');
      setReason('');
      showDone(t('ask.sent'));
      await onAsked();
    } catch (error) {
      setFailure(toFailure(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormColumn onSubmit={() => void submit()} label={t('ask.title')}>
      <Title order={2}>{t('ask.title')}</Title>
      <Text c="dimmed">{t('ask.hint')}</Text>
      <TextInput
        label={t('ask.wanted')}
        description={t('ask.wantedHint')}
        value={wanted}
        autoComplete="off"
        maxLength={200}
        error={fault === 'wanted' ? t('ask.wantedNeeded') : null}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <Textarea
        label={t('reason')}
        value={reason}
        maxLength={1_000}
        autosize
        minRows={2}
        error={fault === 'reason' ? t('reasonNeeded') : failure ? toText(failure) : null}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <FormActions>
        <Button type="submit" loading={busy}>
          {t('ask.send')}
        </Button>
      </FormActions>
    </FormColumn>
  );
}

function Notices(props: {
  readonly notices: EmergencyLists['notices'];
  readonly onReview: (id: string, note: string) => Promise<void>;
}) {
  const { t } = useTranslation('emergency');
  const language = useLanguage();
  const [review, setReview] = useState<string | null>(null);
  const [note, setNote] = useState('');
  if (props.notices.length === 0) return null;
  return (
    <section>
      <Title order={2} mb="xs">
        {t('notices.title')}
      </Title>
      <Stack component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {props.notices.map((one) => (
          <li key={one.id}>
            <Text>{t(`notices.${one.kind}`, { asker: one.asker, at: formatMoment(one.askedAt, language) })}</Text>
            <Text c="dimmed">{one.reason}</Text>
            {one.reviewedAt ? <StateBadge tone="done">{t('review.closed')}</StateBadge> : null}
            {one.mayReview ? (
              <Button
                variant="default"
                mt="xs"
                onClick={() => {
                  setNote('');
                  setReview(one.id);
                }}
              >
                {t('review.close')}
              </Button>
            ) : null}
          </li>
        ))}
      </Stack>
      <ConfirmAction
        opened={review !== null}
        title={t('review.close')}
        confirmLabel={t('review.close')}
        disabled={note.trim().length < REASON}
        onClose={() => setReview(null)}
        onConfirm={() => {
          const id = review ?? '';
          setReview(null);
          void props.onReview(id, note.trim());
        }}
      >
        <Textarea
          label={t('review.note')}
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

function ByCode({ onRead }: { readonly onRead: (files: readonly EmergencyFile[]) => void }) {
  const { t } = useTranslation('emergency');
  const toText = useFailureText();
  const { secrets, device, user } = useSession();
  const [owner, setOwner] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<'owner' | 'code' | 'reason' | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const others = device.users.filter((one) => one.id !== user.id);
  const submit = async () => {
    if (busy) return;
    const missing =
      owner === null ? 'owner' : code.trim() === '' ? 'code' : reason.trim().length < REASON ? 'reason' : null;
    setFault(missing);
    setFailure(null);
    if (missing || owner === null) return;
    setBusy(true);
    try {
      const space = await secrets.openByCode(owner, code.trim(), reason.trim());
      setCode('');
      setReason('');
      const docs = await readSpace(space.name, await createRecordCipher(space.recordsKey));
      onRead(
        docs
          .filter((doc) => doc.collection === 'cases')
          .map((file) => ({
            id: file.id,
            body: file.body,
            events: docs.filter((doc) => doc.collection === 'caseEvents' && doc.body.caseId === file.id),
          })),
      );
    } catch (error) {
      setFailure(toFailure(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormColumn onSubmit={() => void submit()} label={t('code.title')}>
      <Title order={2}>{t('code.title')}</Title>
      <Text c="dimmed">{t('code.hint')}</Text>
      {others.length === 0 ? (
        <EmptyState title={t('code.alone')}>{t('code.aloneHint')}</EmptyState>
      ) : (
        <>
          <Select
            label={t('code.owner')}
            data={others.map((one) => ({ value: one.id, label: one.name }))}
            value={owner}
            onChange={setOwner}
            // Whoever chooses the same colleague once more after a wrong code means that colleague.
            allowDeselect={false}
            error={fault === 'owner' ? t('code.ownerNeeded') : null}
          />
          <TextInput
            label={t('code.code')}
            value={code}
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            error={fault === 'code' ? t('code.codeNeeded') : failure ? toText(failure) : null}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Textarea
            label={t('reason')}
            value={reason}
            maxLength={1_000}
            autosize
            minRows={2}
            error={fault === 'reason' ? t('reasonNeeded') : null}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <FormActions>
            <Button type="submit" variant="default" loading={busy}>
              {t('code.open')}
            </Button>
          </FormActions>
        </>
      )}
    </FormColumn>
  );
}
