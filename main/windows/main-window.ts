import { BrowserWindow } from 'electron';

/** Opens the program's only window. Its title is neutral: whoever looks over a shoulder learns nothing from it. */
export function createMainWindow(options: { readonly preload: string; readonly url: string }): BrowserWindow {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 900,
    minHeight: 600,
    title: 'Mahalla',
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // The exchange goes on while the window is in the background.
      backgroundThrottling: false,
    },
  });
  // Pages name themselves after papers and people.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  void window.loadURL(options.url);
  return window;
}
