import { type BrowserWindow, Notification } from 'electron';
import type { NoticesPort } from '#shared/ipc/desktop-api.ts';

/** Notices by the operating system. What they say is the renderer's, which puts figures into them and nothing else. */
export function createNotices(window: () => BrowserWindow | null): NoticesPort {
  // Kept while they are shown: a notice that was collected as garbage hears no click.
  const shown = new Set<Notification>();
  return {
    async show(title, body) {
      if (!Notification.isSupported()) return false;
      const notice = new Notification({ title, body, silent: true });
      shown.add(notice);
      const forget = () => void shown.delete(notice);
      notice.on('close', forget);
      notice.on('failed', forget);
      notice.on('click', () => {
        forget();
        const target = window();
        if (!target || target.isDestroyed()) return;
        if (target.isMinimized()) target.restore();
        target.show();
        target.focus();
      });
      notice.show();
      return true;
    },
  };
}
