import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { UiProvider } from '../ui/index.ts';
import { startI18n } from '../i18n/index.ts';
import { type Session, SessionContext } from '../app/session-context.ts';
import { HideNow } from './hide-now.tsx';
import { PROTECTED_IDLE_MINUTES, QuickHide } from './quick-hide.tsx';

function open() {
  const lock = vi.fn();
  const router = createMemoryRouter(
    [
      { path: '/cases', element: <p>Ishlar</p> },
      {
        path: '/cases/:id',
        element: (
          <QuickHide>
            <input aria-label="Matn" />
            <HideNow />
          </QuickHide>
        ),
      },
      {
        path: '/cases/:id/letter',
        element: (
          <QuickHide>
            <input aria-label="Matn" defaultValue="xat" />
          </QuickHide>
        ),
      },
      { path: '/papers', element: <p>Hujjatlar</p> },
    ],
    { initialEntries: ['/cases', '/cases/1'] },
  );
  render(
    <UiProvider>
      <SessionContext.Provider value={{ lock } as unknown as Session}>
        <RouterProvider router={router} />
      </SessionContext.Provider>
    </UiProvider>,
  );
  return { lock, router };
}

const escape = (timeStamp: number) => {
  const event = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true });
  Object.defineProperty(event, 'timeStamp', { value: timeStamp });
  fireEvent(screen.getByLabelText('Matn'), event);
  return event;
};

beforeAll(() => startI18n('uz-Latn'));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('quick hide', () => {
  it('shows the papers after Escape twice, from within a field too, and Back does not lead to the record', async () => {
    const { router } = open();
    escape(1_000);
    expect(screen.getByLabelText('Matn')).toBeTruthy();
    expect(escape(1_400).defaultPrevented).toBe(true);
    expect(await screen.findByText('Hujjatlar')).toBeTruthy();
    await act(() => router.navigate(-1));
    expect(await screen.findByText('Ishlar')).toBeTruthy();
    expect(document.title).not.toContain('1');
  });

  it('does the same by its button, which says that Escape does', async () => {
    const { router } = open();
    const button = screen.getByRole('button', { name: /^Yashirish/ });
    expect(button.textContent).toContain('Esc Esc');
    fireEvent.click(button);
    expect(screen.queryByLabelText('Matn')).toBeNull();
    expect(await screen.findByText('Hujjatlar')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Yashirish/ })).toBeNull();
    await act(() => router.navigate(-1));
    expect(await screen.findByText('Ishlar')).toBeTruthy();
  });

  it('is not undone by Back from a screen of the record that was opened from another; a new opening is', async () => {
    const { router } = open();
    await act(() => router.navigate('/cases/1/letter'));
    // The first press leads back to the file, as it does on a printed page.
    escape(10_000);
    await act(() => router.navigate('/cases/1'));
    escape(10_300);
    // With the key itself, whatever the router does.
    expect(screen.queryByLabelText('Matn')).toBeNull();
    expect(await screen.findByText('Hujjatlar')).toBeTruthy();
    await act(() => router.navigate(-1));
    expect(screen.queryByLabelText('Matn')).toBeNull();
    expect(await screen.findByText('Hujjatlar')).toBeTruthy();
    await act(() => router.navigate('/cases/1'));
    expect(await screen.findByLabelText('Matn')).toBeTruthy();
  });

  it('does nothing around what is not protected', () => {
    const router = createMemoryRouter([
      {
        path: '*',
        element: (
          <QuickHide active={false}>
            <input aria-label="Matn" />
          </QuickHide>
        ),
      },
    ]);
    render(
      <SessionContext.Provider value={{ lock: vi.fn() } as unknown as Session}>
        <RouterProvider router={router} />
      </SessionContext.Provider>,
    );
    escape(20_000);
    expect(escape(20_100).defaultPrevented).toBe(false);
    expect(screen.getByLabelText('Matn')).toBeTruthy();
  });

  it('takes two presses far apart for two single ones', () => {
    open();
    escape(1_000);
    escape(2_000);
    expect(screen.getByLabelText('Matn')).toBeTruthy();
  });

  it('locks after two idle minutes, sooner than the rest of the program', async () => {
    vi.useFakeTimers();
    const { lock } = open();
    await act(() => vi.advanceTimersByTimeAsync(PROTECTED_IDLE_MINUTES * 60_000 - 1_000));
    expect(lock).not.toHaveBeenCalled();
    await act(() => vi.advanceTimersByTimeAsync(2_000));
    expect(lock).toHaveBeenCalled();
  });
});
