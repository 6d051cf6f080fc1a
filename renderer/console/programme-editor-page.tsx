import { Button, Checkbox, Group, NumberInput, Radio, Select, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { AID_TYPES } from '#shared/domain/casework/collections/programme-entries/index.ts';
import {
  codesOf,
  findProgrammeFaults,
  type Programme,
  type ProgrammeFaultAt,
} from '#shared/domain/casework/programmes/programme.ts';
import { nameIn, readRates } from '#shared/domain/casework/programmes/rates.ts';
import { jsonEqual } from '#shared/kernel/json.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useWords } from '../casework/explanation.tsx';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import {
  ConfirmAction,
  DayField,
  EmptyState,
  ErrorSummary,
  FormActions,
  LoadingState,
  Page,
  showDone,
  showFailure,
  useKept,
  useMainAction,
} from '../ui/index.ts';
import classes from './console.module.css';
import { useConsole } from './context.ts';
import { AskFailed } from './frame.tsx';
import { NamesField } from './names-field.tsx';
import {
  type CategoryDraft,
  firstRule,
  freeKey,
  newDraft,
  nextDraft,
  NO_NAMES,
  type ProgrammeDraft,
  toProgramme,
} from './programme-draft.ts';
import { DryRunResult, type Tried, useDryRun } from './programme-dry-run.tsx';
import type { ProgrammeList } from './programmes-api.ts';
import { useProgrammeList } from './programmes-page.tsx';
import { RuleEditor } from './rule-editor.tsx';

/** A new programme, or a new version of one: written without code, checked, tried, published. */
export function ProgrammeEditorPage() {
  const { id } = useParams();
  const { t } = useTranslation('programmes');
  const { data, error, refetch } = useProgrammeList();
  if (error && !data) return <AskFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  const before = id === undefined ? null : data.versions.find((one) => one.id === id);
  if (before === undefined) return <EmptyState title={t('programme.gone')} order={1} />;
  const newest = before && data.versions.find((one) => one.programme.code === before.programme.code);
  return <Editor key={id ?? 'new'} list={data} before={newest?.programme ?? null} />;
}

/** Id of the field that a fault of the version stands at. */
function fieldOf(path: string, draft: ProgrammeDraft): string {
  const [list, at, field] = path.split('/');
  if (list === 'categories' && at !== undefined) {
    const key = draft.categories[Number(at)]?.key ?? '';
    return field === 'rule' ? `rule-${key}` : `names-${key}`;
  }
  if (list === 'exits' && at !== undefined) return `names-${draft.exits[Number(at)]?.key ?? ''}`;
  if (list === 'aid' && at !== undefined) return `names-${draft.aid[Number(at)]?.key ?? ''}`;
  return `programme-${list ?? ''}`;
}

function Editor({ list, before }: { readonly list: ProgrammeList; readonly before: Programme | null }) {
  const { t } = useTranslation(['programmes', 'common']);
  const language = useLanguage();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const toText = useFailureText();
  const { api } = useConsole();
  const keptAs = before ? `programme.${before.code}.${before.version + 1}` : 'programme.new';
  // Kept while the officer looks something up elsewhere in the console.
  const [draft, setDraft] = useKept<ProgrammeDraft>(keptAs, before ? nextDraft(before) : newDraft());
  const [faults, setFaults] = useState<readonly ProgrammeFaultAt[]>([]);
  const [tried, setTried] = useState<Tried | null>(null);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const rates = readRates(list.rates);
  const words = useWords({ rates, versions: list.versions });
  const codes = codesOf(list.versions);
  const set = (change: Partial<ProgrammeDraft>) => setDraft({ ...draft, ...change });
  const faultText = (fault: ProgrammeFaultAt) => t(`editor.fault.${fault.code}`);
  const at = (path: string) => {
    const found = faults.find((fault) => fault.path === path || fault.path.startsWith(`${path}/`));
    return found ? faultText(found) : null;
  };
  const programme = toProgramme(draft, codes);
  const check = () => {
    const found = [...findProgrammeFaults(programme, { from: draft.validFrom }, rates, codes)];
    const last = list.versions.find((one) => one.programme.code === draft.code);
    const tooEarly = last && draft.validFrom !== undefined && draft.validFrom <= last.validFrom;
    setFaults(tooEarly ? [...found, { path: 'validFrom', code: 'form', about: 'validFrom' }] : found);
    return found.length === 0 && !tooEarly && draft.validFrom !== undefined ? draft.validFrom : null;
  };
  const isTried = tried !== null && jsonEqual(tried.programme, programme) && tried.day === draft.validFrom;
  const ask = () => {
    if (check() !== null && isTried) setAsking(true);
  };
  const trial = useDryRun(() => {
    const validFrom = check();
    return validFrom === null ? null : { programme, day: validFrom };
  }, setTried);
  useMainAction(asking ? null : isTried ? ask : () => void trial.go());
  const publish = async () => {
    const validFrom = check();
    if (busy || validFrom === null) return;
    setBusy(true);
    try {
      const { id } = await api.programmes.publish(programme, validFrom);
      setDraft(newDraft());
      await cache.invalidateQueries({ queryKey: ['programmes'] });
      showDone(t('editor.published'));
      void navigate(`/programmes/${id}`);
    } catch (error) {
      const failure = toFailure(error);
      const field = failure.code === 'invalid_input' ? failure.params?.field : undefined;
      showFailure(field === 'version' || field === 'validFrom' ? t(`editor.fault.${field}`) : toText(failure));
      setBusy(false);
      setAsking(false);
    }
  };
  const putCategory = (key: string, change: Partial<CategoryDraft>) =>
    set({ categories: draft.categories.map((one) => (one.key === key ? { ...one, ...change } : one)) });
  const months = (value: number | null, change: (next: number | null) => void) => ({
    w: 200,
    min: 1,
    max: 120,
    value: value ?? '',
    onChange: (next: number | string) => change(typeof next === 'number' ? next : null),
  });
  return (
    <Page
      title={before ? t('editor.newVersionOf', { name: nameIn(before.names, language) }) : t('editor.new')}
      actions={
        <Button variant="default" onClick={() => void navigate('/programmes')}>
          {t('common:action.back')}
        </Button>
      }
    >
      <Stack maw={1060} gap="md">
        <ErrorSummary
          faults={faults.map((fault) => ({
            fieldId: fieldOf(fault.path, draft),
            message: fault.about === 'validFrom' ? t('editor.fault.validFrom') : faultText(fault),
          }))}
        />
        <NamesField
          id="programme-names"
          label={t('editor.name')}
          names={draft.names}
          error={at('names') ?? at('code')}
          onChange={(names) => set({ names })}
        />
        <Textarea
          id="programme-law"
          label={t('editor.law')}
          description={t('editor.lawHint')}
          value={draft.law}
          maxLength={500}
          autosize
          error={at('law')}
          onChange={(event) => set({ law: event.currentTarget.value })}
        />
        <Checkbox
          label={t('editor.confirmed')}
          checked={draft.confirmed}
          onChange={(event) => set({ confirmed: event.currentTarget.checked })}
        />
        <DayField
          id="programme-validFrom"
          label={t('editor.validFrom')}
          value={draft.validFrom}
          today={list.today}
          onChange={(validFrom) => set({ validFrom })}
          error={faults.some((fault) => fault.about === 'validFrom') ? t('editor.fault.validFrom') : at('validFrom')}
        />
        {before ? (
          <Text>
            {t('editor.subject')}: {t(`editor.${draft.subject}`)}
          </Text>
        ) : (
          <Radio.Group
            label={t('editor.subject')}
            value={draft.subject}
            onChange={(next) => {
              const subject = next as ProgrammeDraft['subject'];
              // Criteria of people are not criteria of families.
              set({
                subject,
                precondition: null,
                categories: draft.categories.map((one) => ({ ...one, rule: firstRule(subject) })),
              });
            }}
          >
            <Group mt={4}>
              <Radio value="family" label={t('editor.family')} />
              <Radio value="person" label={t('editor.person')} />
            </Group>
          </Radio.Group>
        )}
        <section aria-label={t('editor.precondition')} id="programme-precondition" tabIndex={-1}>
          <Checkbox
            label={t('editor.precondition')}
            checked={draft.precondition !== null}
            onChange={(event) => set({ precondition: event.currentTarget.checked ? firstRule(draft.subject) : null })}
            error={at('precondition')}
          />
          {draft.precondition ? (
            <RuleEditor
              label={t('editor.precondition')}
              rule={draft.precondition}
              subject={draft.subject}
              words={words}
              programmes={codes}
              onChange={(precondition) => set({ precondition })}
            />
          ) : null}
        </section>

        <Title order={2}>{t('editor.categories')}</Title>
        {draft.categories.map((category, n) => (
          <div
            key={category.key}
            className={classes.question}
            role="group"
            aria-label={t('editor.category', { n: n + 1 })}
          >
            <NamesField
              id={`names-${category.key}`}
              label={t('editor.category', { n: n + 1 })}
              names={category.names}
              error={at(`categories/${n}/names`) ?? at(`categories/${n}/code`)}
              onChange={(names) => putCategory(category.key, { names })}
            />
            <div id={`rule-${category.key}`} tabIndex={-1}>
              <RuleEditor
                label={`${t('editor.rule')} ${n + 1}`}
                rule={category.rule}
                subject={draft.subject}
                words={words}
                programmes={codes}
                onChange={(rule) => putCategory(category.key, { rule })}
              />
              {at(`categories/${n}/rule`) ? (
                <Text size="sm" c="var(--mantine-color-error)">
                  {at(`categories/${n}/rule`)}
                </Text>
              ) : null}
            </div>
            <NamesField
              lines
              label={`${t('editor.evidence')} ${n + 1}`}
              description={t('editor.evidenceHint')}
              names={category.evidence}
              error={at(`categories/${n}/evidence`)}
              onChange={(evidence) => putCategory(category.key, { evidence })}
            />
            {draft.categories.length > 1 ? (
              <Remove
                what={t('editor.category', { n: n + 1 })}
                onRemove={() => set({ categories: draft.categories.filter((one) => one.key !== category.key) })}
              />
            ) : null}
          </div>
        ))}
        <Add
          label={t('editor.addCategory')}
          onAdd={() =>
            set({
              categories: [
                ...draft.categories,
                {
                  key: freeKey('c', draft.categories),
                  code: '',
                  names: NO_NAMES,
                  rule: firstRule(draft.subject),
                  evidence: NO_NAMES,
                },
              ],
            })
          }
        />

        <Title order={2}>{t('editor.decidedBy')}</Title>
        <Stack gap="xs" id="programme-decidedBy" tabIndex={-1}>
          <Checkbox
            label={t('editor.minutes')}
            checked={draft.minutes}
            onChange={(event) => set({ minutes: event.currentTarget.checked })}
          />
          <Checkbox
            label={t('editor.decision')}
            checked={draft.decision}
            onChange={(event) => set({ decision: event.currentTarget.checked })}
            error={at('decidedBy')}
          />
        </Stack>
        <Checkbox.Group
          id="programme-proposedBy"
          label={t('editor.proposedBy')}
          value={draft.proposedBy}
          onChange={(next) => set({ proposedBy: next as ProgrammeDraft['proposedBy'] })}
          error={at('proposedBy')}
        >
          <Group mt={4}>
            {(['chair', 'secretary', 'specialist'] as const).map((role) => (
              <Checkbox key={role} value={role} label={t(`common:role.${role}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Group>
          {(['contract', 'plan', 'monitoring'] as const).map((what) => (
            <Checkbox
              key={what}
              label={t(`editor.${what}`)}
              checked={draft[what]}
              onChange={(event) => set({ [what]: event.currentTarget.checked })}
            />
          ))}
        </Group>
        <Group>
          <NumberInput
            label={`${t('editor.visitMonths')} ${t('common:form.optional')}`}
            {...months(draft.visitMonths, (visitMonths) => set({ visitMonths }))}
            max={24}
          />
          <NumberInput
            label={`${t('editor.leavesAtAge')} ${t('common:form.optional')}`}
            {...months(draft.leavesAtAge, (leavesAtAge) => set({ leavesAtAge }))}
          />
        </Group>

        <Title order={2}>{t('editor.exits')}</Title>
        {draft.exits.map((exit, n) => (
          <div key={exit.key} role="group" aria-label={t('editor.exit', { n: n + 1 })}>
            <NamesField
              id={`names-${exit.key}`}
              label={t('editor.exit', { n: n + 1 })}
              names={exit.names}
              error={at(`exits/${n}`)}
              onChange={(names) =>
                set({ exits: draft.exits.map((one) => (one.key === exit.key ? { ...one, names } : one)) })
              }
            />
            {draft.exits.length > 1 ? (
              <Remove
                what={t('editor.exit', { n: n + 1 })}
                onRemove={() => set({ exits: draft.exits.filter((one) => one.key !== exit.key) })}
              />
            ) : null}
          </div>
        ))}
        <Add
          label={t('editor.addExit')}
          onAdd={() => set({ exits: [...draft.exits, { key: freeKey('x', draft.exits), code: '', names: NO_NAMES }] })}
        />

        <Title order={2}>{t('editor.aid')}</Title>
        {draft.aid.map((norm, n) => {
          const put = (change: object) =>
            set({ aid: draft.aid.map((one) => (one.key === norm.key ? { ...one, ...change } : one)) });
          return (
            <div
              key={norm.key}
              className={classes.question}
              role="group"
              aria-label={t('editor.aidItem', { n: n + 1 })}
            >
              <NamesField
                id={`names-${norm.key}`}
                label={t('editor.aidItem', { n: n + 1 })}
                names={norm.names}
                error={at(`aid/${n}`)}
                onChange={(names) => put({ names })}
              />
              <Group>
                <Select
                  label={t('form.type')}
                  data={AID_TYPES.map((value) => ({ value, label: t(`aidType.${value}`) }))}
                  value={norm.type}
                  allowDeselect={false}
                  onChange={(type) => type && put({ type })}
                />
                <NumberInput
                  label={t('editor.timesBhm')}
                  w={220}
                  min={0}
                  max={1000}
                  decimalScale={2}
                  value={norm.timesBhm}
                  onChange={(timesBhm) => typeof timesBhm === 'number' && put({ timesBhm })}
                />
              </Group>
              <Remove
                what={t('editor.aidItem', { n: n + 1 })}
                onRemove={() => set({ aid: draft.aid.filter((one) => one.key !== norm.key) })}
              />
            </div>
          );
        })}
        <Add
          label={t('editor.addAid')}
          onAdd={() =>
            set({
              aid: [
                ...draft.aid,
                { key: freeKey('a', draft.aid), type: 'cash', names: NO_NAMES, timesBhm: 1, note: '' },
              ],
            })
          }
        />

        <DryRunResult tried={isTried ? tried : null} failure={trial.failure} />
        <FormActions>
          <Button
            variant={isTried ? 'default' : 'filled'}
            onClick={() => void trial.go()}
            loading={trial.progress !== null}
          >
            {t('editor.try')}
          </Button>
          <Button variant={isTried ? 'filled' : 'default'} onClick={ask} disabled={!isTried} title="Ctrl + Enter">
            {t('editor.publish')}
          </Button>
          {isTried ? null : (
            <Text size="sm" c="dimmed" role="status">
              {trial.progress ? t('editor.trying', trial.progress) : t('editor.tryFirst')}
            </Text>
          )}
        </FormActions>
      </Stack>
      <ConfirmAction
        opened={asking}
        title={t('editor.publish')}
        confirmLabel={t('editor.publish')}
        busy={busy}
        onConfirm={() => void publish()}
        onClose={() => setAsking(false)}
      >
        {t('editor.publishConfirm')}
      </ConfirmAction>
    </Page>
  );
}

function Remove({ what, onRemove }: { readonly what: string; readonly onRemove: () => void }) {
  const { t } = useTranslation('programmes');
  return (
    <div>
      <Button variant="subtle" onClick={onRemove} aria-label={`${t('editor.remove')}: ${what}`}>
        {t('editor.remove')}
      </Button>
    </div>
  );
}

function Add({ label, onAdd }: { readonly label: string; readonly onAdd: () => void }) {
  return (
    <div>
      <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
        {label}
      </Button>
    </div>
  );
}
