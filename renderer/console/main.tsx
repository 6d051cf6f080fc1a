import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startI18n } from '../i18n/index.ts';
import { UiProvider } from '../ui/index.ts';
import { ConsoleApp } from './app.tsx';
import { createQueryClient } from './queries.ts';

await startI18n();
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <UiProvider>
      <QueryClientProvider client={createQueryClient()}>
        <ConsoleApp />
      </QueryClientProvider>
    </UiProvider>
  </StrictMode>,
);
