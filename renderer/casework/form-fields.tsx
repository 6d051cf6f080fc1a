import { Checkbox, Stack, Textarea, TextInput, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  type AnswerFault,
  type Answers,
  type FormDefinition,
  type FormField,
  showAnswer,
  visibleFields,
} from '#shared/domain/casework/forms.ts';
import { labelIn, LONGEST_ANSWER } from '#shared/domain/documents/questions.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { formatQuantity, parseNumber } from '#shared/domain/language/numbers.ts';
import { ChoiceField, YesNoField } from '../documents/answer-fields.tsx';
import docs from '../documents/documents.module.css';
import { useLanguage } from '../i18n/index.ts';
import { DayField } from '../ui/index.ts';

/** Id of a field of a form on the page. */
export const formFieldId = (id: string) => `form-${id}`;

/** The fields of a casework form that are asked by the answers given so far. */
export function FormFields(props: {
  readonly form: Pick<FormDefinition, 'fields'>;
  readonly answers: Answers;
  readonly faults: readonly AnswerFault[];
  /** Undefined takes an answer away. A number that can't be read comes as a text. */
  readonly onChange: (id: string, value: unknown) => void;
}) {
  const { t } = useTranslation('casework');
  const explain = (field: FormField) => {
    const fault = props.faults.find((one) => one.id === field.id);
    if (!fault) return null;
    return t(`answer.${fault.code}`, {
      min: field.min === undefined ? '' : formatQuantity(field.min),
      max: field.max === undefined ? '' : formatQuantity(field.max),
      from: formatDay(field.from),
      to: formatDay(field.to),
      length: field.length ?? LONGEST_ANSWER,
    });
  };
  return (
    <Stack gap="md">
      {visibleFields(props.form, props.answers).map((field) => (
        <OneField
          key={field.id}
          field={field}
          value={Object.hasOwn(props.answers, field.id) ? props.answers[field.id] : undefined}
          error={explain(field)}
          onChange={(value) => props.onChange(field.id, value)}
        />
      ))}
    </Stack>
  );
}

function OneField(props: {
  readonly field: FormField;
  readonly value: unknown;
  readonly error: string | null;
  readonly onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation('common');
  const language = useLanguage();
  const { field, value, error, onChange } = props;
  const id = formFieldId(field.id);
  const help = field.help ? labelIn(field.help, language) : undefined;
  const words = labelIn(field.label, language);
  const label = field.required ? words : `${words} ${t('form.optional')}`;
  const common = { id, label, error, ...(help ? { description: help } : {}) };
  const typed = typeof value === 'string' ? value : '';
  switch (field.kind) {
    case 'heading':
      return (
        <Title order={2} size="h4" mt="xs">
          {words}
        </Title>
      );
    case 'text': {
      const most = field.length ?? LONGEST_ANSWER;
      const change = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value || undefined);
      return most > 200 ? (
        <Textarea {...common} value={typed} maxLength={most} onChange={change} autosize minRows={2} maxRows={10} />
      ) : (
        <TextInput {...common} value={typed} maxLength={most} onChange={change} />
      );
    }
    case 'number':
      return (
        <TextInput
          {...common}
          value={typeof value === 'number' ? formatQuantity(value) : typed}
          inputMode="decimal"
          autoComplete="off"
          maw={240}
          maxLength={24}
          onChange={(event) => {
            const text = event.currentTarget.value;
            const number = parseNumber(text);
            // What ends in a comma is still being typed.
            const whole = number !== null && formatQuantity(number) === text.trim();
            onChange(text.trim() === '' ? undefined : whole ? number : text);
          }}
          onBlur={(event) => {
            const number = parseNumber(event.currentTarget.value);
            if (number !== null) onChange(number);
          }}
        />
      );
    case 'date':
      return (
        <DayField
          {...common}
          value={typed || undefined}
          onChange={onChange}
          {...(field.from ? { min: field.from } : {})}
          {...(field.to ? { max: field.to } : {})}
        />
      );
    case 'yes_no':
      return (
        <YesNoField
          {...common}
          value={typeof value === 'boolean' ? value : undefined}
          words={{ yes: showAnswer(field, true, language), no: showAnswer(field, false, language) }}
          onChange={onChange}
        />
      );
    case 'choices':
      return (
        <Checkbox.Group
          label={label}
          error={error}
          value={Array.isArray(value) ? (value as string[]) : []}
          onChange={(next) => onChange(next.length > 0 ? next : undefined)}
          {...(help ? { description: help } : {})}
        >
          <Stack gap="xs" mt="xs">
            {(field.choices ?? []).map((choice, at) => (
              <Checkbox
                key={choice.id}
                {...(at === 0 ? { id } : {})}
                value={choice.id}
                label={labelIn(choice.label, language)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      );
    case 'choice':
      return (
        <ChoiceField
          {...common}
          choices={field.choices ?? []}
          required={field.required}
          value={typed}
          onChange={onChange}
        />
      );
  }
}

/** A filled form as it is read: what was asked, and what was answered. */
export function FormAnswers({
  form,
  answers,
}: {
  readonly form: Pick<FormDefinition, 'fields'>;
  readonly answers: Answers;
}) {
  const language = useLanguage();
  return (
    <dl className={docs.facts}>
      {visibleFields(form, answers)
        .filter((field) => field.kind !== 'heading')
        .map((field) => (
          <div key={field.id} style={{ display: 'contents' }}>
            <dt>{labelIn(field.label, language)}</dt>
            <dd style={{ whiteSpace: 'pre-wrap' }}>
              {showAnswer(field, Object.hasOwn(answers, field.id) ? answers[field.id] : undefined, language) || '—'}
            </dd>
          </div>
        ))}
    </dl>
  );
}
