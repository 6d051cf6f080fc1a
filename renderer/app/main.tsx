import { Component, type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ErrorState, Gate, UiProvider } from '../ui/index.ts';
import { startI18n } from '../i18n/index.ts';
import { useTranslation } from 'react-i18next';
import { App } from './app.tsx';
import type { Composition } from './composition.ts';

async function compose(): Promise<Composition> {
  if ('mahalla' in window) return (await import('./compose.electron.ts')).compose();
  return (await import('./compose.browser.ts')).compose();
}

/** What remains when even the frame fails. Saved work is in the journal, drafts are in their table. */
class LastBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? <LastWords /> : this.props.children;
  }
}

function LastWords() {
  const { t } = useTranslation();
  return (
    <Gate title={t('app.name')}>
      <ErrorState title={t('state.broken')} retryLabel={t('state.reopen')} onRetry={() => window.location.reload()}>
        {t('state.brokenHint')}
      </ErrorState>
    </Gate>
  );
}

await startI18n();
const composition = await compose();
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <UiProvider>
      <LastBoundary>
        <App composition={composition} />
      </LastBoundary>
    </UiProvider>
  </StrictMode>,
);
