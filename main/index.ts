import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, ipcMain, Menu, powerMonitor, safeStorage, session } from 'electron';
import { IPC_EVENTS } from '#shared/ipc/desktop-api.ts';
import { createDevice } from '#shared/sync/device/create-device.ts';
import { createJournal } from '#shared/sync/journal/create-journal.ts';
import { createFileStore } from '#shared/sync/files/file-store.ts';
import { createTransfers } from '#shared/sync/files/transfers.ts';
import { createAttachmentHandlers } from './ipc/attachments.ts';
import { createHandlers, type MainEvent } from './ipc/handlers.ts';
import { registerIpc } from './ipc/register.ts';
import { APP_PAGE, isOwnPage } from './security/addresses.ts';
import { registerAppScheme, serveApp } from './security/app-protocol.ts';
import { guardContents, guardSession } from './security/guards.ts';
import { createDeviceSecret } from './services/device-secret.ts';
import { createEimzo } from './services/eimzo.ts';
import { createEimzoSettings } from './services/eimzo-settings.ts';
import { createJournalFiles, createKeyringFiles } from './services/files.ts';
import { createLog } from './services/log.ts';
import { createNodeHttp } from './services/network.ts';
import { hashPassword } from './services/password-hash.ts';
import { createNodeHasher, createPieceFiles } from './services/piece-files.ts';
import { createNotices } from './services/notices.ts';
import { createFiles } from './services/printing.ts';
import { createScannerFolder } from './services/scanner-folder.ts';
import { createNodeSealer } from './services/sealer.ts';
import { createMainWindow } from './windows/main-window.ts';

const { env } = process;
// A folder of its own for tests and for a demonstration beside real work. It is also what the instance lock is about.
if (env.MAHALLA_USER_DATA) app.setPath('userData', env.MAHALLA_USER_DATA);
app.setName('Mahalla');

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };

/** Origin of the development server; never in a packaged program. */
function developmentOrigin(): string | null {
  const address = env.ELECTRON_RENDERER_URL;
  return !app.isPackaged && address ? new URL(address).origin : null;
}

/** Reads a further certificate authority, for ministries that have one of their own. */
function extraAuthority(): string | undefined {
  if (!env.MAHALLA_CA_FILE) return undefined;
  try {
    return readFileSync(env.MAHALLA_CA_FILE, 'utf8');
  } catch {
    return undefined;
  }
}

/** Ports of a simulator of E-IMZO for tests, always on this machine: `SECURE,PLAIN`. */
function eimzoPorts(): { readonly ports?: { readonly secure: number; readonly plain: number } } {
  const [secure, plain] = (env.MAHALLA_EIMZO_PORTS ?? '').split(',').map(Number);
  return secure && plain ? { ports: { secure, plain } } : {};
}

function start(): void {
  const data = app.getPath('userData');
  const log = createLog(join(data, 'logs'));
  const development = developmentOrigin();
  const keyring = createKeyringFiles(join(data, 'keyring'));
  const ours = (url: string) => isOwnPage(url, development);
  let window: BrowserWindow | null = null;

  const send = (event: MainEvent) => {
    if (window && !window.isDestroyed()) window.webContents.send(IPC_EVENTS, event);
  };

  const timers = {
    after(milliseconds: number, run: () => void) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  };
  const device = createDevice({
    http: createNodeHttp({ ca: extraAuthority() }),
    keyring,
    secret: createDeviceSecret({
      safeStorage,
      files: keyring,
      platform: process.platform,
      allowPlain: env.MAHALLA_ALLOW_PLAIN_KEYSTORE === '1',
    }),
    passwordHash: hashPassword,
    random,
    clock: { now: () => Date.now() },
    timers,
  });

  const { handlers, reset } = createHandlers({
    device,
    notices: createNotices(() => window),
    files: createFiles(() => window as BrowserWindow, app.isPackaged ? undefined : env.MAHALLA_SAVE_FOLDER),
    attachments: createAttachmentHandlers({
      device,
      createTransfers({ attachmentsName, attachmentsKey }) {
        const storage = createPieceFiles(join(data, attachmentsName));
        const sealer = createNodeSealer(attachmentsKey);
        return createTransfers({
          storage,
          sealer,
          store: createFileStore({ storage, sealer, key: attachmentsKey, hasher: createNodeHasher }),
          calls: device.files,
          after: timers.after,
        });
      },
      scanner: createScannerFolder({
        settings: join(data, 'scanner.json'),
        async chooseFolder() {
          if (!app.isPackaged && env.MAHALLA_SCANNER_FOLDER) return env.MAHALLA_SCANNER_FOLDER;
          const { filePaths } = await dialog.showOpenDialog(window as BrowserWindow, { properties: ['openDirectory'] });
          return filePaths[0] ?? null;
        },
      }),
      send,
    }),
    national: createEimzo({
      settings: createEimzoSettings(join(data, 'eimzo.json')),
      ...(app.isPackaged ? {} : eimzoPorts()),
    }),
    createJournal: ({ journalName, journalKey, deviceId }) =>
      createJournal({
        storage: createJournalFiles(join(data, 'journal', journalName)),
        sealer: createNodeSealer(journalKey),
        random,
        deviceId,
      }),
    send,
  });

  function openWindow(): void {
    const page = development ? `${development}/` : APP_PAGE;
    const url = new URL(page);
    // Address that the first run offers, where whoever started us knows one.
    if (env.MAHALLA_SERVER) url.searchParams.set('server', env.MAHALLA_SERVER);
    window = createMainWindow({ preload: join(__dirname, '../preload/index.cjs'), url: url.href });
    const opened = window;
    const { webContents } = opened;
    // A page that was loaded anew knows nothing of the keys: whoever sits there unlocks again.
    webContents.on('did-navigate', () => void reset());
    webContents.on('render-process-gone', (_event, details) => {
      log.write('renderer_gone', { reason: details.reason });
      void reset().finally(() => {
        if (!opened.isDestroyed() && details.reason !== 'clean-exit') void opened.loadURL(url.href);
      });
    });
    webContents.on('before-input-event', (event, input) => {
      // The quick-hide key.
      if (input.type !== 'keyDown' || !input.control || !input.shift || input.key.toLowerCase() !== 'h') return;
      event.preventDefault();
      send({ port: 'system', event: 'hide' });
      opened.minimize();
    });
    opened.once('closed', () => {
      window = null;
    });
  }

  app.on('second-instance', () => {
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  guardContents(app, development);

  void app.whenReady().then(() => {
    Menu.setApplicationMenu(null);
    guardSession(session.defaultSession, development);
    serveApp(join(__dirname, '../renderer'));
    registerIpc({ ipcMain, handlers, window: () => window?.webContents ?? null, isOwnPage: ours, log });
    for (const event of ['suspend', 'lock-screen'] as const) {
      powerMonitor.on(event as 'suspend', () => send({ port: 'system', event: 'lock' }));
    }
    openWindow();
    log.write('started');
  });
}

registerAppScheme();
if (app.requestSingleInstanceLock()) {
  start();
} else {
  // The first instance comes to the front; two of them must never write one journal.
  process.stdout.write('Mahalla is already running.\n');
  app.exit(0);
}
