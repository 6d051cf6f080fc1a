import { Radio, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { labelIn, type QuestionLabel } from '#shared/domain/documents/questions.ts';
import { useLanguage } from '../i18n/index.ts';

/** Choices up to here stand in the open; more of them in a list. */
const OPEN_CHOICES = 6;

interface AnswerProps {
  /** Of the first thing in it that can have the focus. */
  readonly id: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly error: string | null;
}

/** A choice out of others: in the open where they are few, in a list that is searched where they are many. */
export function ChoiceField({
  id,
  label,
  description,
  error,
  choices,
  required,
  value,
  onChange,
}: AnswerProps & {
  readonly choices: readonly { readonly id: string; readonly label: QuestionLabel }[];
  readonly required: boolean;
  /** Id of the choice; empty where nothing is chosen. */
  readonly value: string;
  readonly onChange: (id: string | undefined) => void;
}) {
  const { t } = useTranslation('common');
  const language = useLanguage();
  if (choices.length > OPEN_CHOICES) {
    return (
      <Select
        id={id}
        label={label}
        description={description}
        error={error}
        searchable
        clearable={!required}
        clearButtonProps={{ 'aria-label': t('action.clear') }}
        nothingFoundMessage={t('palette.nothing')}
        data={choices.map((choice) => ({ value: choice.id, label: labelIn(choice.label, language) }))}
        value={value || null}
        onChange={(next) => onChange(next ?? undefined)}
      />
    );
  }
  return (
    <Radio.Group label={label} description={description} error={error} value={value} onChange={onChange}>
      <Stack gap="xs" mt="xs">
        {choices.map((choice, at) => (
          <Radio
            key={choice.id}
            {...(at === 0 ? { id } : {})}
            value={choice.id}
            label={labelIn(choice.label, language)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

/** Yes or no, neither of them chosen to begin with. */
export function YesNoField({
  id,
  label,
  description,
  error,
  words,
  value,
  onChange,
}: AnswerProps & {
  /** How the answers are said. */
  readonly words: { readonly yes: string; readonly no: string };
  readonly value: boolean | undefined;
  readonly onChange: (value: boolean) => void;
}) {
  return (
    <Radio.Group
      label={label}
      description={description}
      error={error}
      value={value === undefined ? '' : String(value)}
      onChange={(next) => onChange(next === 'true')}
    >
      <Stack gap="xs" mt="xs">
        <Radio id={id} value="true" label={words.yes} />
        <Radio value="false" label={words.no} />
      </Stack>
    </Radio.Group>
  );
}
