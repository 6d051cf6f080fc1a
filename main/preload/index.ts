import { contextBridge, ipcRenderer } from 'electron';
import { IPC_EVENTS, IPC_METHODS } from '#shared/ipc/desktop-api.ts';

const allowed = new Set(
  Object.entries(IPC_METHODS).flatMap(([port, methods]) => methods.map((method) => `mahalla:${port}.${method}`)),
);

contextBridge.exposeInMainWorld('mahalla', {
  invoke(channel: string, ...values: unknown[]): Promise<unknown> {
    if (!allowed.has(channel)) return Promise.reject(new TypeError('no such channel'));
    return ipcRenderer.invoke(channel, ...values);
  },
  on(listener: (event: unknown) => void): () => void {
    const call = (_event: unknown, value: unknown) => listener(value);
    ipcRenderer.on(IPC_EVENTS, call);
    return () => ipcRenderer.off(IPC_EVENTS, call);
  },
});
