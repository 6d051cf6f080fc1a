import type { App, Session } from 'electron';
import { isOwnPage } from './addresses.ts';

/** Every page of every window: no navigation away, no new window, no webview. */
export function guardContents(app: App, development: string | null): void {
  app.on('web-contents-created', (_event, contents) => {
    const stay = (event: { preventDefault(): void; url?: string }, legacyUrl?: string) => {
      if (!isOwnPage(event.url ?? legacyUrl ?? '', development)) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** No permission for anything, and no request but to ourselves: the network is the main process's. */
export function guardSession(session: Session, development: string | null): void {
  // The camera alone, for our own page alone, and never with sound: it reads the marks of printed papers.
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    const types = (details as { mediaTypes?: readonly string[] }).mediaTypes ?? [];
    const camera = permission === 'media' && types.length > 0 && types.every((type) => type === 'video');
    answer(camera && isOwnPage(contents.getURL(), development));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin, details) =>
      permission === 'media' &&
      details.mediaType === 'video' &&
      isOwnPage(`${origin.replace(/\/$/, '')}/`, development),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const scheme = details.url.slice(0, details.url.indexOf(':'));
    const own = scheme === 'app' || scheme === 'devtools' || scheme === 'blob' || scheme === 'data';
    const dev = development !== null && details.url.replace(/^ws/, 'http').startsWith(`${development}/`);
    answer({ cancel: !own && !dev });
  });
  session.on('will-download', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
}
