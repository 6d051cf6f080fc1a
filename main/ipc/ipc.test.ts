import type { IpcMain } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { IPC_METHODS } from '#shared/ipc/desktop-api.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { fileOf, isOwnPage } from '../security/addresses.ts';
import { areArgumentsValid, CHANNELS } from './arguments.ts';
import { type Handler, registerIpc } from './register.ts';

const draft = {
  id: 'op-1',
  at: '2026',
  actor: 'u-1',
  collection: 'people',
  docId: 'd-1',
  kind: 'create',
  patch: { a: 1 },
  base: {},
  version: 0,
};

describe('arguments', () => {
  it('knows exactly the channels of the contract', () => {
    const contract = Object.entries(IPC_METHODS).flatMap(([port, methods]) =>
      methods.map((name) => `mahalla:${port}.${name}`),
    );
    expect([...CHANNELS.keys()].toSorted()).toEqual(contract.toSorted());
  });

  it('takes what fits and nothing else', () => {
    const cases: readonly [string, readonly unknown[], boolean][] = [
      ['secrets.state', [], true],
      ['secrets.state', [1], false],
      ['secrets.probe', ['https://x'], true],
      ['secrets.probe', [], false],
      ['secrets.probe', [{}], false],
      ['secrets.signContent', ['a'.repeat(64), 'p'], true],
      ['secrets.signContent', ['../x', 'p'], false],
      ['journal.append', [[draft]], true],
      ['journal.append', [[{ ...draft, seq: 1 }]], false],
      ['journal.append', [[{ ...draft, kind: 'drop' }]], false],
      ['journal.pending', [0, 10], true],
      ['journal.pending', [0, Infinity], false],
      ['journal.settle', [[{ id: 'op-1', outcome: 'refused', code: 'forbidden', params: { field: 'a' } }], 5], true],
      ['journal.settle', [[{ id: 'op-1', outcome: 'refused', code: 'made_up' }], 5], false],
      ['journal.note', [{ replicaId: 'r', epoch: 'e', checkpoint: 1, counts: { people: 2 } }], true],
      ['journal.note', [{ replicaId: 'r', epoch: 'e', checkpoint: 1, counts: { people: 'x' } }], false],
      ['files.saveFile', ['a', new Uint8Array(3)], true],
      ['notices.show', ['Mahalla', '3'], true],
      ['notices.show', ['Mahalla', 'x'.repeat(301)], false],
      ['notices.show', ['Mahalla', { html: '' }], false],
      ['files.saveFile', ['a', [1, 2, 3]], false],
      ['files.readFile', ['/etc/passwd'], false],
    ];
    for (const [channel, values, fits] of cases) {
      expect([channel, areArgumentsValid(`mahalla:${channel}`, values)]).toEqual([channel, fits]);
    }
  });
});

describe('channels', () => {
  function setUp(result: () => Promise<unknown>) {
    const registered = new Map<string, (event: unknown, ...values: unknown[]) => Promise<unknown>>();
    const mainFrame = { url: 'app://mahalla/index.html' };
    const contents = { mainFrame };
    const handler = vi.fn<() => Promise<unknown>>(result);
    const logged: string[] = [];
    registerIpc({
      ipcMain: {
        handle: (channel: string, listener: never) => registered.set(channel, listener),
      } as unknown as IpcMain,
      handlers: new Map([...CHANNELS.keys()].map((channel) => [channel, handler as unknown as Handler])),
      window: () => contents as never,
      isOwnPage: (url) => isOwnPage(url, null),
      log: { write: (event) => void logged.push(event) },
    });
    const call = (event: unknown, channel: string, ...values: unknown[]) => registered.get(channel)?.(event, ...values);
    return { call, handler, contents, mainFrame, logged, ours: { sender: contents, senderFrame: mainFrame } };
  }

  it('answers our own page, with values and with failures', async () => {
    const good = setUp(async () => 7);
    expect(await good.call(good.ours, 'mahalla:secrets.state')).toEqual({ ok: true, value: 7 });
    const coded = setUp(() => Promise.reject(new CodedError('disk_full', { left: 1 })));
    expect(await coded.call(coded.ours, 'mahalla:secrets.state')).toEqual({
      ok: false,
      failure: { code: 'disk_full', params: { left: 1 } },
    });
    const wild = setUp(() => Promise.reject(new Error('/home/somebody')));
    expect(await wild.call(wild.ours, 'mahalla:secrets.state')).toEqual({ ok: false, failure: { code: 'unexpected' } });
  });

  it('refuses foreign windows, frames and pages, and wrong arguments', async () => {
    const { call, handler, contents, mainFrame, logged, ours } = setUp(async () => 7);
    const forbidden = { ok: false, failure: { code: 'forbidden' } };
    const senders = [
      { sender: { mainFrame }, senderFrame: mainFrame },
      { sender: contents, senderFrame: { url: mainFrame.url } },
      { sender: contents, senderFrame: null },
    ];
    for (const event of senders) expect(await call(event, 'mahalla:secrets.state')).toEqual(forbidden);
    mainFrame.url = 'https://example.com/';
    expect(await call(ours, 'mahalla:secrets.state')).toEqual(forbidden);
    mainFrame.url = 'app://mahalla/index.html';
    expect(await call(ours, 'mahalla:secrets.probe', 5)).toEqual({ ok: false, failure: { code: 'invalid_input' } });
    expect(handler).not.toHaveBeenCalled();
    expect(logged).toHaveLength(5);
  });
});

describe('addresses', () => {
  it('serves files of the renderer and none beside it', () => {
    expect(fileOf('/r', 'app://mahalla/')).toBe('/r/index.html');
    expect(fileOf('/r', 'app://mahalla/assets/a.js?x#y')).toBe('/r/assets/a.js');
    for (const address of [
      'app://other/index.html',
      'https://mahalla/index.html',
      'nonsense',
      'app://mahalla/%00',
      'app://mahalla/%E0%A4%A',
    ]) {
      expect(fileOf('/r', address)).toBeNull();
    }
    for (const address of [
      'app://mahalla/../secret',
      'app://mahalla/%2e%2e/secret',
      'app://mahalla/..%2f..%2fsecret',
      'app://mahalla/a/..%2f..%2fsecret',
    ]) {
      const file = fileOf('/r', address);
      expect(file === null || file.startsWith('/r/')).toBe(true);
    }
  });

  it('knows our own pages', () => {
    expect(isOwnPage('app://mahalla/index.html', null)).toBe(true);
    expect(isOwnPage('app://mahalla.evil/index.html', null)).toBe(false);
    expect(isOwnPage('http://localhost:5173/', null)).toBe(false);
    expect(isOwnPage('http://localhost:5173/', 'http://localhost:5173')).toBe(true);
    expect(isOwnPage('about:blank', null)).toBe(false);
  });
});
