import { act, render, renderHook, screen, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, it, vi } from 'vitest';
import { ok } from '#shared/kernel/result.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { DataClient, DocumentSummary } from '../ports/data.ts';
import { DataProvider, useCommit, useDraft, useRecord, useSummaries } from './react.tsx';

function fakeClient() {
  const drafts = new Map<string, JsonObject>();
  const listeners = new Set<() => void>();
  let summaries: readonly Partial<DocumentSummary>[] = [];
  const watchers = new Map<string, (record: unknown) => void>();
  const commits: unknown[] = [];
  const client = {
    index: {
      state: { ready: true, loaded: 0, total: 0 },
      documents: () => summaries,
      subscribe: (listener: () => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    watch: (collection: string, id: string, listener: (record: unknown) => void) => {
      watchers.set(`${collection}/${id}`, listener);
      return () => watchers.delete(`${collection}/${id}`);
    },
    commit: async (changes: unknown) => {
      commits.push(changes);
      await Promise.resolve();
      return ok([]);
    },
    drafts: {
      load: async (key: string) => drafts.get(key) ?? null,
      save: async (key: string, value: JsonObject) => void drafts.set(key, value),
      discard: async (key: string) => void drafts.delete(key),
    },
  } as unknown as DataClient;
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <DataProvider client={client}>{children}</DataProvider>
  );
  return {
    wrapper,
    drafts,
    watchers,
    commits,
    setSummaries(next: readonly Partial<DocumentSummary>[]) {
      summaries = next;
      for (const listener of listeners) listener();
    },
  };
}

it('follows a record, and never shows one record under another’s id', () => {
  const { wrapper, watchers } = fakeClient();
  const { result, rerender } = renderHook(({ id }) => useRecord('documents', id), {
    wrapper,
    initialProps: { id: 'd-1' },
  });
  expect(result.current).toBeUndefined();
  act(() => watchers.get('documents/d-1')?.({ id: 'd-1' }));
  expect(result.current).toEqual({ id: 'd-1' });
  rerender({ id: 'd-2' });
  expect(result.current).toBeUndefined();
  expect(watchers.has('documents/d-1')).toBe(false);
  act(() => watchers.get('documents/d-2')?.(null));
  expect(result.current).toBeNull();
});

it('shows lists again when the index changes', () => {
  const { wrapper: Wrapper, setSummaries } = fakeClient();
  function List() {
    return <p>{useSummaries().map((summary) => summary.subject)}</p>;
  }
  render(
    <Wrapper>
      <List />
    </Wrapper>,
  );
  act(() => setSummaries([{ subject: 'Suv' }]));
  expect(screen.getByText('Suv')).toBeDefined();
});

it('puts a half-filled form on disk shortly after, finds it again, and forgets it when told', async () => {
  vi.useFakeTimers();
  try {
    const { wrapper, drafts } = fakeClient();
    const initial = { subject: '', note: '' };
    const first = renderHook(() => useDraft('register', initial), { wrapper });
    expect(first.result.current.ready).toBe(false);
    await act(() => vi.advanceTimersByTimeAsync(0));
    expect(first.result.current).toMatchObject({ ready: true, restored: false });
    act(() => first.result.current.setValue((before) => ({ ...before, subject: 'half' })));
    expect(drafts.size).toBe(0);
    await act(() => vi.advanceTimersByTimeAsync(500));
    expect(drafts.get('register')).toEqual({ subject: 'half', note: '' });
    act(() => first.result.current.setValue({ subject: 'half', note: 'typed last' }));
    first.unmount();
    expect(drafts.get('register')).toEqual({ subject: 'half', note: 'typed last' });

    const second = renderHook(() => useDraft('register', initial), { wrapper });
    await act(() => vi.advanceTimersByTimeAsync(0));
    expect(second.result.current).toMatchObject({ restored: true, value: { note: 'typed last' } });
    act(() => second.result.current.setValue({ subject: 'x', note: '' }));
    await act(() => second.result.current.discard());
    await act(() => vi.advanceTimersByTimeAsync(1_000));
    expect(drafts.size).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

it('saves one thing after the other, and says so', async () => {
  const { wrapper, commits } = fakeClient();
  const { result } = renderHook(() => useCommit(), { wrapper });
  act(() => {
    void result.current.commit([]);
    void result.current.commit([]);
  });
  expect(result.current.saving).toBe(true);
  await waitFor(() => expect(result.current.saving).toBe(false));
  expect(commits).toHaveLength(2);
});
