import { Anchor, Button, Group, Radio, Text, Title } from '@mantine/core';
import { useCallback, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useParams } from 'react-router';
import { comparePeople } from '#shared/domain/casework/duplicates.ts';
import { membersOf } from '#shared/domain/casework/household.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import type { Json } from '#shared/kernel/json.ts';
import { mergePeople, sayNotSame, unmergePeople } from '../../casework/merge-acts.ts';
import { fullName, usePersonWords } from '../../casework/person-value.ts';
import { useData, useRecord } from '../../data/react.tsx';
import docs from '../../documents/documents.module.css';
import { useOffice, usePeopleOfOffice } from '../../documents/office.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { RecordIndex, RecordOf } from '../../ports/data.ts';
import { EmptyState, FormActions, FormColumn, LoadingState, Page, showUndo } from '../../ui/index.ts';
import { fieldRows, type FieldRow, type MergeForm, type Side, toMerge } from './choices.ts';
import classes from './duplicates.module.css';

type Person = RecordOf<'people'>;

/** Two records side by side: merged, or said to be of two people. */
export function CompareScreen() {
  const { a = '', b = '' } = useParams();
  const { t } = useTranslation('duplicates');
  const { index } = useData();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  useSyncExternalStore(subscribe, () => index.people());
  const one = useRecord('people', a);
  const two = useRecord('people', b);
  if (one === undefined || two === undefined) return <LoadingState />;
  const back = (
    <Button component={Link} to="/duplicates">
      {t('back')}
    </Button>
  );
  if (one === null || two === null || a === b) return <EmptyState title={t('gone')} order={1} action={back} />;
  const [first, second] = [index.resolve(a), index.resolve(b)];
  if (first === second) {
    return (
      <EmptyState
        title={t('already')}
        order={1}
        action={
          <Button component={Link} to={`/person/${first}`}>
            {t('openPerson')}
          </Button>
        }
      />
    );
  }
  // Only records that stand for somebody are compared: what was merged into them comes with them.
  if (first !== a || second !== b) return <Navigate to={`/duplicates/${first}/${second}`} replace />;
  return <Compare key={`${a}/${b}`} a={one} b={two} />;
}

/** What was put under a record. Files of violence are never named outside of themselves. */
function belongings(index: RecordIndex, id: string) {
  const ids = index.recordsOf(id);
  const families = index.householdsOf(id).map((family) => ({
    id: family.id,
    address: family.body.address,
    present: membersOf(family.body).some((member) => ids.includes(member.personId)),
  }));
  return {
    families,
    papers: index.papersOf(id).length,
    cases: index.casesOf(id).length,
    programmes: index.programmeEntriesOf(id).length,
  };
}

type Belongings = ReturnType<typeof belongings>;

const weight = (own: Belongings) => own.families.length + own.papers + own.cases + own.programmes;

function Compare({ a, b }: { readonly a: Person; readonly b: Person }) {
  const { t } = useTranslation(['duplicates', 'register', 'common']);
  const data = useData();
  const { index } = data;
  const office = useOffice();
  const navigate = useNavigate();
  const language = useLanguage();
  const { nameOf: staffName } = usePeopleOfOffice();
  const { label } = usePersonWords();
  const [busy, setBusy] = useState(false);
  const own = { a: belongings(index, a.id), b: belongings(index, b.id) };
  const begin = (): MergeForm => ({ survivor: weight(own.b) > weight(own.a) ? 'b' : 'a', chosen: {} });
  const form = useKeptForm<MergeForm>(`merge.${a.id}.${b.id}`, begin);
  const { values } = form;
  if (values === null) return <LoadingState />;

  const records = { a, b };
  const { reasons } = comparePeople(a.body, b.body);
  const rows = fieldRows(a, b, values);
  const present = { a: own.a.families.filter((one) => one.present), b: own.b.families.filter((one) => one.present) };
  const apart = present.a.some((one) => present.b.every((other) => other.id !== one.id)) && present.b.length > 0;

  const done = async () => {
    await form.reset(begin());
    void navigate('/duplicates');
  };
  const merge = async () => {
    if (busy) return;
    setBusy(true);
    const { survivor, other, take } = toMerge(a, b, values);
    const changes = mergePeople(survivor, other, take, t('seenInOther'), office.context());
    const failure = await office.act(changes);
    setBusy(false);
    if (failure) return;
    const mergeId = ((changes[0]?.patch.merges ?? []) as readonly { readonly id: string }[])[0]?.id ?? '';
    showUndo(t('done.merged'), () => {
      void data.get('people', survivor.id).then((now) =>
        office.act(
          unmergePeople(
            [{ personId: survivor.id, mergeIds: [mergeId] }],
            () => now?.body,
            { note: '', seenIn: t('seenBefore') },
            office.context(),
          ),
          t('done.unmerged'),
        ),
      );
    });
    await done();
  };
  const part = async () => {
    if (busy) return;
    setBusy(true);
    const failure = await office.act(sayNotSame(a.id, b.id, office.context()), t('done.notSame'));
    setBusy(false);
    if (failure === null) await done();
  };

  const choose = (field: FieldRow['field'], side: Side) => form.set({ chosen: { ...values.chosen, [field]: side } });
  const head = (side: Side) => {
    const { body } = records[side];
    return (
      <>
        {t(side === 'a' ? 'first' : 'second')}
        <span className={classes.quiet}>
          {t('entered', {
            what: [staffName(body.createdBy), formatMoment(body.createdAt, language)].filter(Boolean).join(' · '),
          })}
        </span>
      </>
    );
  };
  const counted = (side: Side, what: 'papers' | 'cases' | 'programmes') =>
    own[side][what] === 0 ? t('nothing') : String(own[side][what]);
  return (
    <Page
      title={t('compare')}
      subtitle={
        reasons.length > 0
          ? t('reasons', { reasons: reasons.map((one) => t(`register:duplicate.reason.${one}`)).join(', ') })
          : t('noReasons')
      }
      actions={
        <Button variant="default" component={Link} to="/duplicates">
          {t('back')}
        </Button>
      }
    >
      <div style={{ maxWidth: 1040 }}>
        <FormColumn onSubmit={() => void merge()} label={t('compare')}>
          {apart ? (
            <section className={docs.notice} data-tone="due" aria-label={t('twoFamilies')}>
              <Title order={2}>{t('twoFamilies')}</Title>
              <p>
                {t('twoFamiliesHint', {
                  families: [...new Set([...present.a, ...present.b].map((one) => one.address))].join('; '),
                })}
              </p>
            </section>
          ) : null}
          <Radio.Group
            label={t('stays')}
            description={t('staysHint')}
            value={values.survivor}
            onChange={(side) => form.set({ survivor: side as Side })}
          >
            <Group mt={6}>
              {(['a', 'b'] as const).map((side) => (
                <Radio
                  key={side}
                  value={side}
                  label={`${t(side === 'a' ? 'first' : 'second')}: ${fullName(records[side].body)}`}
                />
              ))}
            </Group>
          </Radio.Group>
          <table className={classes.table} aria-label={t('values')}>
            <thead>
              <tr>
                <th scope="col">{t('field')}</th>
                <th scope="col">{head('a')}</th>
                <th scope="col">{head('b')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.field} data-differs={row.kind === 'same' ? undefined : true}>
                  <th scope="row">
                    {label(row.field)}
                    {row.kind === 'same' ? null : <span className={classes.mark}>{t('differs')}</span>}
                  </th>
                  {row.kind === 'together' ? (
                    <td colSpan={2}>
                      <Together row={row} />
                    </td>
                  ) : (
                    (['a', 'b'] as const).map((side) => (
                      <td key={side}>
                        <Choice
                          row={row}
                          side={side}
                          name={`${label(row.field)}, ${t(side === 'a' ? 'first' : 'second')}`}
                          onChoose={() => choose(row.field, side)}
                        />
                      </td>
                    ))
                  )}
                </tr>
              ))}
            </tbody>
          </table>
          <section>
            <Title order={2} size="h4">
              {t('hangs')}
            </Title>
            <Text c="dimmed" size="sm">
              {t('hangsHint')}
            </Text>
            <table className={classes.table} aria-label={t('hangs')}>
              <tbody>
                <tr>
                  <th scope="row">{t('families')}</th>
                  {(['a', 'b'] as const).map((side) => (
                    <td key={side}>
                      {own[side].families.length === 0 ? (
                        t('nothing')
                      ) : (
                        <ul className={classes.list}>
                          {own[side].families.map((family) => (
                            <li key={family.id}>
                              <Anchor component={Link} to={`/families/${family.id}`}>
                                {family.address}
                              </Anchor>
                              {family.present ? '' : ` (${t('left')})`}
                            </li>
                          ))}
                        </ul>
                      )}
                    </td>
                  ))}
                </tr>
                {(['papers', 'cases', 'programmes'] as const).map((what) => (
                  <tr key={what}>
                    <th scope="row">{t(what)}</th>
                    <td>{counted('a', what)}</td>
                    <td>{counted('b', what)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <FormActions>
            <Button type="submit" loading={busy} title="Ctrl + Enter">
              {t('merge')}
            </Button>
            <Button variant="default" disabled={busy} onClick={() => void part()}>
              {t('notSame')}
            </Button>
          </FormActions>
        </FormColumn>
      </div>
    </Page>
  );
}

function Value({ field, value }: { readonly field: FieldRow['field']; readonly value: Json }) {
  const { label, words } = usePersonWords();
  if (field === 'photo' && typeof value === 'string') {
    return <img className={classes.photo} src={`data:image/jpeg;base64,${value}`} alt={label(field)} />;
  }
  return <>{words(field, value)}</>;
}

function Choice({
  row,
  side,
  name,
  onChoose,
}: {
  readonly row: FieldRow;
  readonly side: Side;
  readonly name: string;
  readonly onChoose: () => void;
}) {
  const { words } = usePersonWords();
  const value = row[side];
  if (row.kind === 'same') return <Value field={row.field} value={value} />;
  return (
    <Radio
      name={`merge-${row.field}`}
      value={side}
      checked={row.from === side}
      disabled={value === null}
      onChange={onChoose}
      aria-label={row.field === 'photo' ? name : `${name}: ${words(row.field, value)}`}
      label={<Value field={row.field} value={value} />}
    />
  );
}

function Together({ row }: { readonly row: FieldRow }) {
  const { t } = useTranslation('duplicates');
  const { words } = usePersonWords();
  return <>{t('together', { values: words(row.field, row.both) })}</>;
}
