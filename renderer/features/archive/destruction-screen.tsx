import { Anchor, Button, Checkbox, Table, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { mayBeDestroyed } from '#shared/domain/documents/archive.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { useSession } from '../../app/session-context.ts';
import { useIndexState, useRecords } from '../../data/react.tsx';
import { createDraft } from '../../documents/acts.ts';
import { useArchive, type Volume } from '../../documents/filing.ts';
import { useOffice, useToday } from '../../documents/office.ts';
import { useFailureText } from '../../i18n/index.ts';
import type { Change, RecordOf } from '../../ports/data.ts';
import { EmptyState, LoadingState, Page } from '../../ui/index.ts';
import classes from './archive.module.css';

/** What may be destroyed, the act that lists it, and the mark once the head has signed the act. */
export function DestructionScreen() {
  const { t } = useTranslation(['archive', 'documents', 'common']);
  const { user } = useSession();
  const office = useOffice();
  const navigate = useNavigate();
  const today = useToday();
  const failureText = useFailureText();
  const index = useIndexState();
  const archive = useArchive();
  const papers = useRecords({ collection: 'documents', prefix: 'acts|', limit: 5_000 });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const acts = useMemo(
    () => (papers ?? []).filter(({ body }) => body.kind === 'destruction_act' && (body.destroys ?? []).length > 0),
    [papers],
  );
  const listed = useMemo(() => new Set(acts.flatMap(({ body }) => body.destroys ?? [])), [acts]);
  if (!archive || !papers || !index.ready) return <LoadingState />;
  const faultOf = (volume: Volume) => mayBeDestroyed(volume.data, volume.file?.data ?? null, today);
  // Of what can't be destroyed only that is shown whose term is over: there the reason is worth knowing.
  const due = archive.volumes.filter((volume) => {
    if (volume.data.destroyedById || listed.has(volume.id)) return false;
    return volume.keptUntil !== null && volume.keptUntil <= today;
  });
  const ready = due.filter((volume) => faultOf(volume) === null);
  const picked = ready.filter((volume) => chosen.has(volume.id));
  const may = user.role !== 'specialist';

  const nameOf = (volume: Volume) =>
    `${volume.file?.data.index ?? ''} ${volume.file?.title ?? ''}, ${t('volumeOf', {
      year: volume.data.year,
      volume: volume.data.volume,
    })}`;
  const draft = async () => {
    if (busy || picked.length === 0) return;
    setBusy(true);
    const context = office.context();
    const paperId = context.newId();
    const lines = picked.map((volume, at) =>
      t('destruction.line', {
        n: at + 1,
        name: nameOf(volume),
        papers: volume.papers.length,
        sheets: volume.sheets,
        source: volume.file?.data.source ?? '',
      }),
    );
    const base = createDraft(
      {
        paperId,
        journal: 'acts',
        kind: 'destruction_act',
        subject: t('destruction.subject', { n: picked.length }),
        text: [t('destruction.text'), '', ...lines].join('\n'),
      },
      context,
    );
    const destroys = picked.map((volume) => volume.id);
    const failure = await office.act([{ ...base, patch: { ...base.patch, destroys } }]);
    setBusy(false);
    if (failure === null) void navigate(`/paper/${paperId}`);
  };
  const mark = async (act: RecordOf<'documents'>) => {
    if (busy) return;
    setBusy(true);
    const changes = archive.volumes
      .filter((volume) => (act.body.destroys ?? []).includes(volume.id) && !volume.data.destroyedById)
      .map((volume): Change => {
        const data = { ...(volume.data as unknown as JsonObject), destroyedById: act.id, destroyedDate: today };
        return { collection: 'catalogues', docId: volume.id, kind: 'patch', patch: { data } };
      });
    await office.act(changes, t('destruction.done', { n: changes.length }));
    setBusy(false);
  };

  return (
    <Page
      title={t('destruction.title')}
      subtitle={t('destruction.subtitle', { day: formatDay(today) })}
      actions={
        <>
          {may ? (
            <Button onClick={() => void draft()} disabled={picked.length === 0} loading={busy}>
              {t('destruction.draft', { n: picked.length })}
            </Button>
          ) : null}
          <Button variant="default" component={Link} to="/archive">
            {t('common:action.back')}
          </Button>
        </>
      }
    >
      {due.length === 0 ? (
        <EmptyState title={t('destruction.none')}>{t('destruction.noneHint')}</EmptyState>
      ) : (
        <Table layout="fixed" verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={44}>
                <span className={classes.unseen}>{t('destruction.choose')}</span>
              </Table.Th>
              <Table.Th>{t('column.title')}</Table.Th>
              <Table.Th w={150}>{t('destruction.over')}</Table.Th>
              <Table.Th w={360}>{t('destruction.may')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {due.map((volume) => {
              const fault = faultOf(volume);
              return (
                <Table.Tr key={volume.id}>
                  <Table.Td>
                    <Checkbox
                      aria-label={nameOf(volume)}
                      disabled={fault !== null || !may}
                      checked={fault === null && chosen.has(volume.id)}
                      onChange={(event) => {
                        const next = new Set(chosen);
                        if (event.currentTarget.checked) next.add(volume.id);
                        else next.delete(volume.id);
                        setChosen(next);
                      }}
                    />
                  </Table.Td>
                  <Table.Td className={classes.wrap}>
                    <Anchor component={Link} to={`/archive/volume/${volume.id}`}>
                      {nameOf(volume)}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>{formatDay(volume.keptUntil)}</Table.Td>
                  <Table.Td className={classes.wrap}>
                    {fault ? failureText({ code: fault }) : t('destruction.yes')}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      )}
      {acts.length > 0 ? (
        <section className={classes.part} aria-label={t('destruction.acts')}>
          <Title order={2} size="h3">
            {t('destruction.acts')}
          </Title>
          <Table layout="fixed" verticalSpacing="xs">
            <Table.Tbody>
              {acts.map((act) => {
                const mine = archive.volumes.filter((volume) => (act.body.destroys ?? []).includes(volume.id));
                const open = mine.filter((volume) => !volume.data.destroyedById);
                const signed = act.body.state === 'signed' || act.body.state === 'sent';
                return (
                  <Table.Tr key={act.id}>
                    <Table.Td className={classes.wrap}>
                      <Anchor component={Link} to={`/paper/${act.id}`}>
                        {act.body.number ?? t(`documents:state.${act.body.state}`)}
                      </Anchor>{' '}
                      {act.body.subject}
                    </Table.Td>
                    <Table.Td w={360}>
                      {open.length === 0 ? (
                        t('destruction.marked', { n: mine.length })
                      ) : signed && user.role === 'chair' ? (
                        <Button variant="default" size="xs" loading={busy} onClick={() => void mark(act)}>
                          {t('destruction.mark', { n: open.length })}
                        </Button>
                      ) : (
                        <Text size="sm">{t(signed ? 'destruction.waitsMark' : 'destruction.waitsSign')}</Text>
                      )}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </section>
      ) : null}
    </Page>
  );
}
