import { Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FIELD_KINDS, type FieldKind, type FormDefinition, MOST_FIELDS } from '#shared/domain/casework/forms.ts';
import { LANGUAGE_NAMES } from '../i18n/languages.ts';
import { showUndo } from '../ui/index.ts';
import { ConditionPicker } from './condition-picker.tsx';
import { FormCard, type FormCardPlace, moved } from './form-card.tsx';
import { changeKind, type FieldDraft, type FieldDraftFault, type FormDraft, newField } from './form-draft.ts';

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
            place={{
              n: at + 1,
              onUp: at > 0 ? () => move(at, -1) : null,
              onDown: at < draft.fields.length - 1 ? () => move(at, 1) : null,
              onRemove: () => remove(field),
            }}
            field={field}
            earlier={draft.fields.slice(0, at)}
            fault={props.faults.get(field.id)}
            onChange={(next) => setFields(draft.fields.map((one, n) => (n === at ? next : one)))}
            onKind={(kind) => onChange(changeKind(draft, at, kind, earlier))}
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
  readonly place: FormCardPlace;
  readonly field: FieldDraft;
  readonly earlier: readonly FieldDraft[];
  readonly fault: FieldDraftFault | undefined;
  readonly onChange: (field: FieldDraft) => void;
  readonly onKind: (kind: FieldKind) => void;
}) {
  const { t } = useTranslation('central');
  const { place, field, fault } = props;
  const { kind } = field;
  const set = (change: Partial<FieldDraft>) => props.onChange({ ...field, ...change });
  const helped = field.help['uz-Latn'].trim() !== '';
  return (
    <FormCard
      place={place}
      draft={field}
      inputId={fieldDraftId(field.id)}
      title={t('forms.field', { n: place.n })}
      fault={fault ? t(`forms.fault.${fault}`) : null}
      kind={kind}
      kinds={FIELD_KINDS.map((value) => ({ value, label: t(`forms.kind.${value}`) }))}
      kindLabel={t('forms.fieldKind')}
      has={{
        limits: kind === 'number' || kind === 'choices',
        days: kind === 'date',
        whole: kind === 'number',
        choices: kind === 'choice' || kind === 'choices',
        answer: kind !== 'heading',
      }}
      onKind={props.onKind}
      onChange={set}
      beside={
        kind === 'text' ? (
          <TextInput
            label={t('forms.length')}
            value={field.length}
            inputMode="numeric"
            w={220}
            onChange={(event) => set({ length: event.currentTarget.value })}
          />
        ) : null
      }
      below={<ConditionPicker when={field.when} earlier={props.earlier} onChange={(when) => set({ when })} />}
      words={(language) =>
        (language === 'uz-Latn' ? kind !== 'heading' : helped) ? (
          <TextInput
            label={language === 'uz-Latn' ? t('forms.help') : `${t('forms.help')}: ${LANGUAGE_NAMES[language]}`}
            value={field.help[language]}
            maxLength={300}
            onChange={(event) => set({ help: { ...field.help, [language]: event.currentTarget.value } })}
          />
        ) : null
      }
    />
  );
}
