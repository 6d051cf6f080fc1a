import {
  Button,
  Checkbox,
  Collapse,
  Group,
  NativeSelect,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FIELD_KINDS, type FieldKind, type FormDefinition, MOST_FIELDS } from '#shared/domain/casework/forms.ts';
import type { Language } from '#shared/domain/language/language.ts';
import { LANGUAGE_NAMES } from '../i18n/languages.ts';
import { DayField, showUndo } from '../ui/index.ts';
import { ConditionPicker } from './condition-picker.tsx';
import { CardTools, moved } from './card-tools.tsx';
import classes from './console.module.css';
import { changeKind, type FieldDraft, type FieldDraftFault, type FormDraft, newField } from './form-draft.ts';

const OTHERS = ['uz-Cyrl', 'ru', 'en'] as const satisfies readonly Language[];

/** Id of a field's first box in the editor, where a fault leads to. */
export const fieldDraftId = (id: string) => `form-field-${id}`;

/** Writes the fields of a form: added, moved, taken out, each with its conditions. */
export function FormEditor(props: {
  readonly draft: FormDraft;
  readonly earlier: readonly FormDefinition[];
  readonly faults: ReadonlyMap<string, FieldDraftFault>;
  readonly addFault: string | null;
  readonly onChange: (draft: FormDraft) => void;
}) {
  const { t } = useTranslation('central');
  const { draft, earlier, onChange } = props;
  const setFields = (fields: readonly FieldDraft[]) => onChange({ ...draft, fields });
  const move = (at: number, by: number) => setFields(moved(draft.fields, at, by));
  const add = () => {
    const field = newField(draft, earlier);
    setFields([...draft.fields, field]);
    // The new field's first box comes with the next drawing.
    setTimeout(() => document.getElementById(fieldDraftId(field.id))?.focus());
  };
  const remove = (field: FieldDraft) => {
    const before = draft;
    setFields(draft.fields.filter((one) => one.id !== field.id));
    showUndo(t('forms.removed', { name: field.label['uz-Latn'] || field.id }), () => onChange(before));
  };
  return (
    <section aria-label={t('forms.fields')}>
      <Title order={2} mb="xs">
        {t('forms.fields')}
      </Title>
      <Stack gap="md">
        {draft.fields.map((field, at) => (
          <FieldCard
            key={field.id}
            n={at + 1}
            field={field}
            earlier={draft.fields.slice(0, at)}
            fault={props.faults.get(field.id)}
            onChange={(next) => setFields(draft.fields.map((one, n) => (n === at ? next : one)))}
            onKind={(kind) => onChange(changeKind(draft, at, kind, earlier))}
            onUp={at > 0 ? () => move(at, -1) : null}
            onDown={at < draft.fields.length - 1 ? () => move(at, 1) : null}
            onRemove={() => remove(field)}
          />
        ))}
        <div>
          <Button
            id="form-add"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={add}
            disabled={draft.fields.length >= MOST_FIELDS}
          >
            {t('forms.addField')}
          </Button>
          {props.addFault ? <Text c="var(--mantine-color-error)">{props.addFault}</Text> : null}
        </div>
      </Stack>
    </section>
  );
}

function FieldCard(props: {
  readonly n: number;
  readonly field: FieldDraft;
  readonly earlier: readonly FieldDraft[];
  readonly fault: FieldDraftFault | undefined;
  readonly onChange: (field: FieldDraft) => void;
  readonly onKind: (kind: FieldKind) => void;
  readonly onUp: (() => void) | null;
  readonly onDown: (() => void) | null;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation('central');
  const { n, field, fault } = props;
  const [open, setOpen] = useState(false);
  const set = (change: Partial<FieldDraft>) => props.onChange({ ...field, ...change });
  const name = field.label['uz-Latn'].trim() || String(n);
  const title = t('forms.field', { n });
  const chooses = field.kind === 'choice' || field.kind === 'choices';
  return (
    <div className={classes.question} role="group" aria-label={title}>
      <TextInput
        id={fieldDraftId(field.id)}
        label={title}
        value={field.label['uz-Latn']}
        maxLength={300}
        onChange={(event) => set({ label: { ...field.label, 'uz-Latn': event.currentTarget.value } })}
        error={fault ? t(`forms.fault.${fault}`) : null}
      />
      <Group align="flex-end" gap="md">
        <NativeSelect
          label={t('forms.fieldKind')}
          value={field.kind}
          data={FIELD_KINDS.map((kind) => ({ value: kind, label: t(`forms.kind.${kind}`) }))}
          onChange={(event) => props.onKind(event.currentTarget.value as FieldKind)}
        />
        {field.kind === 'number' || field.kind === 'choices' ? (
          <>
            <TextInput
              label={t('forms.min')}
              value={field.min}
              inputMode="decimal"
              w={110}
              onChange={(event) => set({ min: event.currentTarget.value })}
            />
            <TextInput
              label={t('forms.max')}
              value={field.max}
              inputMode="decimal"
              w={110}
              onChange={(event) => set({ max: event.currentTarget.value })}
            />
          </>
        ) : null}
        {field.kind === 'date' ? (
          <>
            <DayField label={t('forms.from')} value={field.from} onChange={(from) => set({ from })} maw={180} />
            <DayField label={t('forms.to')} value={field.to} onChange={(to) => set({ to })} maw={180} />
          </>
        ) : null}
        {field.kind === 'text' ? (
          <TextInput
            label={t('forms.length')}
            value={field.length}
            inputMode="numeric"
            w={220}
            onChange={(event) => set({ length: event.currentTarget.value })}
          />
        ) : null}
      </Group>
      {chooses ? (
        <Textarea
          label={t('forms.choices')}
          description={t('forms.choicesHint')}
          autosize
          minRows={3}
          value={field.choices['uz-Latn']}
          onChange={(event) => set({ choices: { ...field.choices, 'uz-Latn': event.currentTarget.value } })}
        />
      ) : null}
      {field.kind === 'heading' ? null : (
        <Group gap="lg">
          <Checkbox
            label={t('forms.required')}
            checked={field.required}
            onChange={(event) => set({ required: event.currentTarget.checked })}
          />
          {field.kind === 'number' ? (
            <Checkbox
              label={t('forms.whole')}
              checked={field.whole}
              onChange={(event) => set({ whole: event.currentTarget.checked })}
            />
          ) : null}
        </Group>
      )}
      <ConditionPicker when={field.when} earlier={props.earlier} onChange={(when) => set({ when })} />
      <Collapse expanded={open}>
        <Stack gap="xs">
          {field.kind === 'heading' ? null : (
            <TextInput
              label={t('forms.help')}
              value={field.help['uz-Latn']}
              maxLength={300}
              onChange={(event) => set({ help: { ...field.help, 'uz-Latn': event.currentTarget.value } })}
            />
          )}
          {OTHERS.map((language) => (
            <Stack key={language} gap={4}>
              <TextInput
                label={`${title}: ${LANGUAGE_NAMES[language]}`}
                description={language === 'uz-Cyrl' ? t('forms.cyrillicHint') : undefined}
                value={field.label[language]}
                maxLength={300}
                onChange={(event) => set({ label: { ...field.label, [language]: event.currentTarget.value } })}
              />
              {field.help['uz-Latn'].trim() ? (
                <TextInput
                  label={`${t('forms.help')}: ${LANGUAGE_NAMES[language]}`}
                  value={field.help[language]}
                  maxLength={300}
                  onChange={(event) => set({ help: { ...field.help, [language]: event.currentTarget.value } })}
                />
              ) : null}
              {chooses ? (
                <Textarea
                  label={`${t('forms.choices')}: ${LANGUAGE_NAMES[language]}`}
                  autosize
                  minRows={2}
                  value={field.choices[language]}
                  onChange={(event) => set({ choices: { ...field.choices, [language]: event.currentTarget.value } })}
                />
              ) : null}
            </Stack>
          ))}
        </Stack>
      </Collapse>
      <CardTools
        {...{ name, open, onUp: props.onUp, onDown: props.onDown, onRemove: props.onRemove }}
        onOpen={setOpen}
      />
    </div>
  );
}
