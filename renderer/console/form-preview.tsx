import { NativeSelect, Title } from '@mantine/core';
import i18next from 'i18next';
import { useMemo, useState } from 'react';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { type Answers, type FormDefinition, visibleFields } from '#shared/domain/casework/forms.ts';
import { labelIn } from '#shared/domain/documents/questions.ts';
import { FormFields } from '../casework/form-fields.tsx';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../i18n/languages.ts';
import { useLanguage } from '../i18n/index.ts';
import classes from './console.module.css';

/** A form as the laptop shows it, in each language; what is asked follows the answers. */
export function FormPreview({ form }: { readonly form: Pick<FormDefinition, 'fields' | 'title'> }) {
  const { t } = useTranslation('central');
  const own = useLanguage();
  const [language, setLanguage] = useState<Language>(own);
  const [answers, setAnswers] = useState<Answers>({});
  // The same words in another language, beside the page's own.
  const i18n = useMemo(() => i18next.cloneInstance({ lng: language }), [language]);
  // An answer to a field that was taken out meanwhile asks for nothing.
  const asked = visibleFields(form, answers).length;
  return (
    <section className={classes.question} aria-label={t('forms.preview')}>
      <NativeSelect
        label={t('forms.previewLanguage')}
        value={language}
        data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        onChange={(event) => setLanguage(event.currentTarget.value as Language)}
        maw={240}
      />
      <div lang={language} data-asked={asked}>
        <Title order={3} mb="sm">
          {labelIn(form.title, language)}
        </Title>
        <I18nextProvider i18n={i18n}>
          <FormFields
            form={form}
            answers={answers}
            faults={[]}
            onChange={(id, value) => {
              const { [id]: _, ...rest } = answers;
              setAnswers(value === undefined ? rest : { ...rest, [id]: value });
            }}
          />
        </I18nextProvider>
      </div>
    </section>
  );
}
