import { Anchor, Button, Group, Text, TextInput, Title } from '@mantine/core';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { type FieldFate, type Parting, partingsOf, unmergePlan } from '#shared/domain/casework/merging.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { useData } from '../data/react.tsx';
import { ActDialog } from '../documents/act-dialog.tsx';
import docs from '../documents/documents.module.css';
import { useOffice } from '../documents/office.ts';
import { LoadingState } from '../ui/index.ts';
import { unmergePeople } from './merge-acts.ts';
import { fullName, usePersonWords } from './person-value.ts';

/** Two records that part, and the one that stands for both until then. */
interface Parts {
  /** The record that goes its own way. */
  readonly id: string;
  readonly from: string;
}

/**
 * What stands on a person's page about records of the same person: into which one this was merged, which ones were
 * merged into it, and who may be the same without anybody having said so.
 */
export function MergedNote({ id }: { readonly id: string }) {
  const { t } = useTranslation('duplicates');
  const { index } = useData();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  // Whatever changes among people may change who is who.
  useSyncExternalStore(subscribe, () => index.people());
  const [asking, setAsking] = useState<Parts | null>(null);
  const body = index.person(id);
  const [first, ...others] = index.recordsOf(id);
  if (!body || first === undefined) return null;
  const dialog = asking ? <UnmergeDialog parts={asking} onClose={() => setAsking(null)} /> : null;
  if (first !== id) {
    return (
      <section className={docs.notice} data-tone="due" aria-label={t('note.absorbed')}>
        <Title order={2}>{t('note.absorbed')}</Title>
        <p>
          {t('note.into')}{' '}
          <Anchor component={Link} to={`/person/${first}`}>
            {fullName(index.person(first))}
          </Anchor>
        </p>
        <Button mt="sm" variant="default" onClick={() => setAsking({ id, from: first })}>
          {t('unmerge.open')}
        </Button>
        {dialog}
      </section>
    );
  }
  const absorbed = others.flatMap((other) => {
    const there = index.person(other);
    return there ? [{ id: other, body: there }] : [];
  });
  const similar = index.duplicatesOf({ id, ...body }).slice(0, 3);
  return (
    <>
      {absorbed.length > 0 ? (
        <section className={docs.notice} aria-label={t('note.holds')}>
          <Title order={2}>{t('note.holds')}</Title>
          {absorbed.map((other) => (
            <Group key={other.id} mt="xs" justify="space-between" wrap="wrap">
              <Anchor component={Link} to={`/person/${other.id}`}>
                {[fullName(other.body), formatDay(other.body.birthDate)].filter(Boolean).join(' · ')}
              </Anchor>
              <Button
                variant="default"
                aria-label={t('unmerge.openOf', { name: fullName(other.body) })}
                onClick={() => setAsking({ id: other.id, from: id })}
              >
                {t('unmerge.open')}
              </Button>
            </Group>
          ))}
        </section>
      ) : null}
      {similar.length > 0 ? (
        <section className={docs.notice} data-tone="due" aria-label={t('note.similar')}>
          <Title order={2}>{t('note.similar')}</Title>
          {similar.map((hit) => (
            <Group key={hit.id} mt="xs" justify="space-between" wrap="wrap">
              <span>{[fullName(hit.body), formatDay(hit.body.birthDate)].filter(Boolean).join(' · ')}</span>
              <Button
                variant="default"
                component={Link}
                to={`/duplicates/${id}/${hit.id}`}
                aria-label={t('note.compareWith', { name: fullName(hit.body) })}
              >
                {t('note.compare')}
              </Button>
            </Group>
          ))}
        </section>
      ) : null}
      {dialog}
    </>
  );
}

interface Loaded {
  readonly partings: readonly Parting[];
  readonly bodies: ReadonlyMap<string, PersonBody>;
}

/** The records whole, as the replica has them: lists in memory leave photographs out. */
function usePartings({ id, from }: Parts): Loaded | null {
  const data = useData();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    let gone = false;
    const records = data.index.recordsOf(id).flatMap((one) => {
      const body = data.index.person(one);
      return body ? [{ id: one, body }] : [];
    });
    const partings = partingsOf(id, from, records);
    void Promise.all(partings.map((one) => data.get('people', one.personId))).then((found) => {
      const bodies = new Map(found.flatMap((record) => (record ? [[record.id, record.body] as const] : [])));
      if (!gone) setLoaded({ partings, bodies });
    });
    return () => {
      gone = true;
    };
  }, [data, id, from]);
  return loaded;
}

function UnmergeDialog({ parts, onClose }: { readonly parts: Parts; readonly onClose: () => void }) {
  const { t } = useTranslation('duplicates');
  const { index } = useData();
  const office = useOffice();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const loaded = usePartings(parts);
  const plans = (loaded?.partings ?? []).flatMap(({ personId, mergeIds }) => {
    const body = loaded?.bodies.get(personId);
    const writing = { entryId: 'x', actor: '', at: '' };
    return body
      ? [
          unmergePlan(
            body,
            mergeIds,
            mergeIds.map(() => writing),
          ),
        ]
      : [];
  });
  const go = async () => {
    if (busy || !loaded) return;
    setBusy(true);
    const changes = unmergePeople(
      loaded.partings,
      (personId) => loaded.bodies.get(personId),
      { note, seenIn: t('seenBefore') },
      office.context(),
    );
    const failure = await office.act(changes, t('done.unmerged'));
    setBusy(false);
    if (failure === null) onClose();
  };
  return (
    <ActDialog title={t('unmerge.open')} verb={t('unmerge.verb')} busy={busy} onDo={() => void go()} onClose={onClose}>
      {loaded ? (
        <>
          <Text>
            {t('unmerge.lead', { one: fullName(index.person(parts.from)), two: fullName(index.person(parts.id)) })}
          </Text>
          <Fates title={t('unmerge.back')} fates={plans.flatMap((plan) => plan.back)} />
          <Fates title={t('unmerge.stays')} fates={plans.flatMap((plan) => plan.stays)} />
          {plans.every((plan) => plan.back.length === 0) ? <Text>{t('unmerge.nothing')}</Text> : null}
          <Text c="dimmed">{t('unmerge.work')}</Text>
          <TextInput
            label={`${t('unmerge.why')} ${t('common:form.optional')}`}
            value={note}
            maxLength={1000}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </>
      ) : (
        <LoadingState />
      )}
    </ActDialog>
  );
}

function Fates({ title, fates }: { readonly title: string; readonly fates: readonly FieldFate[] }) {
  const { t } = useTranslation('duplicates');
  const { label, words } = usePersonWords();
  if (fates.length === 0) return null;
  return (
    <section>
      <Title order={3} size="h5">
        {title}
      </Title>
      <ul style={{ margin: '4px 0 0', paddingInlineStart: 18 }}>
        {fates.map(({ field, now, next }) => (
          <li key={field} style={{ overflowWrap: 'anywhere' }}>
            {field === 'photo'
              ? label(field)
              : now === next
                ? `${label(field)}: ${words(field, now)}`
                : t('unmerge.change', { field: label(field), from: words(field, now), to: words(field, next) })}
          </li>
        ))}
      </ul>
    </section>
  );
}
