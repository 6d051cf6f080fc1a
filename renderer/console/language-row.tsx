import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES, LANGUAGES, setLanguage, useLanguage } from '../i18n/index.ts';

/** The four languages, each in its own words. */
export function LanguageRow() {
  const { t } = useTranslation('settings');
  const language = useLanguage();
  return (
    <Group gap={4} role="group" aria-label={t('language')}>
      {LANGUAGES.map((value) => (
        <Button
          key={value}
          variant={value === language ? 'light' : 'subtle'}
          color="gray"
          size="compact-sm"
          fw={400}
          lang={value}
          aria-pressed={value === language}
          onClick={() => void setLanguage(value)}
        >
          {LANGUAGE_NAMES[value]}
        </Button>
      ))}
    </Group>
  );
}
