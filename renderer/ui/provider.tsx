import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './fonts.css';
import './base.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Notifications } from '@mantine/notifications';
import 'dayjs/locale/ru.js';
import 'dayjs/locale/uz-latn.js';
import 'dayjs/locale/uz.js';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { resolveVariables, theme } from './theme.ts';

const colorScheme = localStorageColorSchemeManager({ key: 'mahalla.theme' });

const dayjsLocales: Readonly<Record<string, string>> = { 'uz-Latn': 'uz-latn', 'uz-Cyrl': 'uz', ru: 'ru', en: 'en' };

/** Theme, dates and notifications around the whole program. */
export function UiProvider({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation();
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      colorSchemeManager={colorScheme}
      defaultColorScheme="light"
    >
      <DatesProvider settings={{ locale: dayjsLocales[i18n.language] ?? 'en', firstDayOfWeek: 1 }}>
        {children}
        {/* At the top: the actions of a paper or a form stand at the bottom, and must not be covered. */}
        <Notifications position="top-center" limit={4} />
      </DatesProvider>
    </MantineProvider>
  );
}
