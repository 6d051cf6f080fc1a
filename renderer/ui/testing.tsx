import { MantineProvider } from '@mantine/core';
import { render, type RenderResult } from '@testing-library/react';
import type { ReactElement } from 'react';
import { MemoryRouter } from 'react-router';
import { type Language, startI18n } from '../i18n/index.ts';
import { theme } from './theme.ts';

/** Renders for a component test: theme without motion, the interface's words, a router. */
export async function renderUi(element: ReactElement, language: Language = 'en'): Promise<RenderResult> {
  await startI18n(language);
  return render(
    <MantineProvider theme={theme} env="test">
      <MemoryRouter>{element}</MemoryRouter>
    </MantineProvider>,
  );
}
