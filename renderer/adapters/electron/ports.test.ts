import { describe, expect, it } from 'vitest';
import { createDesktopApi } from './ports.ts';

function setUp(answers: Readonly<Record<string, unknown>> = {}) {
  const calls: unknown[][] = [];
  let emit: (event: unknown) => void = () => {};
  const api = createDesktopApi(
    {
      async invoke(...call) {
        calls.push(call);
        return answers[call[0]] ?? { ok: true, value: undefined };
      },
      on(listener) {
        emit = listener;
        return () => undefined;
      },
    },
    '1.0.0',
  );
  return { api, calls, emit: (event: unknown) => emit(event) };
}

describe('desktop bridge', () => {
  it('turns a method into its channel', async () => {
    const { api, calls } = setUp({ 'mahalla:journal.pending': { ok: true, value: ['op'] } });
    expect(await api.journal.pending(3, 10)).toEqual(['op']);
    await api.secrets.unlock('u', 'p');
    await api.transport.pull({ writer: 'w', epoch: '', after: 0, limit: 1, echo: false });
    expect(calls).toEqual([
      ['mahalla:journal.pending', 3, 10],
      ['mahalla:secrets.unlock', 'u', 'p'],
      ['mahalla:transport.pull', { writer: 'w', epoch: '', after: 0, limit: 1, echo: false }],
    ]);
  });

  it('throws a failed answer as a coded error', async () => {
    const failure = { code: 'writer_forked', params: { expected: 4 } };
    const { api } = setUp({ 'mahalla:transport.push': { ok: false, failure } });
    await expect(api.transport.push({ writer: 'w', operations: [] })).rejects.toMatchObject({
      name: 'CodedError',
      failure,
    });
  });

  it('passes hints on while somebody listens, and system events always', () => {
    const { api, calls, emit } = setUp();
    const seen: unknown[] = [];
    const stopOne = api.transport.hints((event) => seen.push(['one', event.kind]));
    const stopTwo = api.transport.hints((event) => seen.push(['two', event.kind]));
    api.onSystem((event) => seen.push(event));
    emit({ port: 'transport', event: { kind: 'up' } });
    stopOne();
    emit({ port: 'transport', event: { kind: 'down' } });
    stopTwo();
    stopTwo();
    emit({ port: 'transport', event: { kind: 'up' } });
    emit({ port: 'system', event: 'lock' });
    expect(seen).toEqual([['one', 'up'], ['two', 'up'], ['two', 'down'], 'lock']);
    expect(calls.map(([channel]) => channel)).toEqual([
      'mahalla:transport.hintsOn',
      'mahalla:transport.hintsOn',
      'mahalla:transport.hintsOff',
    ]);
  });

  it('can be awaited without asking main for anything', async () => {
    const { api, calls } = setUp();
    await Promise.resolve(api.secrets);
    expect(calls).toEqual([]);
  });
});
