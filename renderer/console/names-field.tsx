import { Anchor, Collapse, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '#shared/domain/language/language.ts';
import { LANGUAGE_NAMES } from '../i18n/languages.ts';
import type { TypedNames } from './programme-draft.ts';

const OTHERS = ['uz-Cyrl', 'ru', 'en'] as const satisfies readonly Language[];

/** A name in four languages: Uzbek in Latin script in sight, the others a press away. */
export function NamesField(props: {
  readonly id?: string;
  readonly label: string;
  readonly description?: string;
  readonly names: TypedNames;
  readonly error?: string | null;
  /** Several names, one a line. */
  readonly lines?: boolean;
  readonly onChange: (names: TypedNames) => void;
}) {
  const { t } = useTranslation('programmes');
  const [open, setOpen] = useState(false);
  const field = (language: Language) => {
    const shared = {
      label: language === 'uz-Latn' ? props.label : `${props.label} (${LANGUAGE_NAMES[language]})`,
      value: props.names[language],
      onChange: (event: { currentTarget: { value: string } }) =>
        props.onChange({ ...props.names, [language]: event.currentTarget.value }),
      ...(language === 'uz-Latn'
        ? { error: props.error, ...(props.id ? { id: props.id } : {}), description: props.description }
        : {}),
    };
    return props.lines ? (
      <Textarea key={language} {...shared} autosize minRows={2} maxLength={4000} />
    ) : (
      <TextInput key={language} {...shared} maxLength={300} />
    );
  };
  return (
    <div>
      {field('uz-Latn')}
      <Anchor
        component="button"
        type="button"
        size="sm"
        aria-expanded={open}
        aria-label={`${t('editor.moreLanguages')}: ${props.label}`}
        onClick={() => setOpen(!open)}
      >
        {t('editor.moreLanguages')}
      </Anchor>
      <Collapse expanded={open}>{open ? OTHERS.map(field) : null}</Collapse>
    </div>
  );
}
