import { cleanup, configure, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { INCIDENT_DAYS, INCIDENT_FIELDS } from '#shared/domain/casework/incidents.ts';
import { startI18n } from '../i18n/index.ts';
import { UiProvider } from '../ui/index.ts';
import { IncidentFields } from './incident-fields.tsx';

vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 10_000 });
afterEach(cleanup);

async function show(value: Readonly<Record<string, string>>) {
  const onChange = vi.fn();
  await startI18n('uz-Latn');
  render(
    <UiProvider>
      <IncidentFields value={value} onChange={onChange} today="2026-11-28" />
    </UiProvider>,
  );
  return onChange;
}

it('has a box of choices for every fact, and a day for the two that are days', async () => {
  await show({});
  for (const field of [...INCIDENT_FIELDS, ...INCIDENT_DAYS]) {
    const box = document.getElementById(`incident-${field}`) as HTMLInputElement;
    expect(box.labels?.[0]?.textContent, field).toMatch(/\p{L}{3}/u);
    // A code that has no words would show as its own key.
    expect(box.labels?.[0]?.textContent, field).not.toContain('field.');
  }
});

it('takes a choice, and takes none that an older list knew for one', async () => {
  const onChange = await show({ violence: 'physical_assault', place: 'under the bridge' });
  expect((document.getElementById('incident-violence') as HTMLInputElement).value).toBe('Jismoniy zoʻravonlik');
  expect((document.getElementById('incident-place') as HTMLInputElement).value).toBe('');
  fireEvent.click(document.getElementById('incident-place') as HTMLElement);
  fireEvent.click(await screen.findByText('Koʻcha'));
  expect(onChange).toHaveBeenCalledWith('place', 'street');
});
