import { join, normalize, sep } from 'node:path';

/** Where the renderer lives. A standard, secure scheme: it has an origin, IndexedDB and no files of the machine. */
export const APP_ORIGIN = 'app://mahalla';
/** The first and only page. */
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

/**
 * No script, frame, connection or form but our own. Styles may be inline: the interface library sets its variables in a
 * style element, and a style alone can reach nothing, since images, fonts and connections are confined too.
 * WebAssembly (recognising text, QR codes, images in PDF) comes out of our own files and can do what scripts can, no more.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The file that an address of ours stands for, or null for any other address. */
export function fileOf(root: string, address: string): string | null {
  let url: URL;
  let path: string;
  try {
    url = new URL(address);
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (url.protocol !== 'app:' || url.host !== 'mahalla' || path.includes('\0')) return null;
  const file = normalize(join(root, path === '/' ? 'index.html' : path));
  return file.startsWith(root + sep) ? file : null;
}

/** Whether an address is a page of ours. `development`: origin of the development server, if there is one. */
export function isOwnPage(address: string, development: string | null): boolean {
  try {
    const url = new URL(address);
    if (url.protocol === 'app:') return url.host === 'mahalla';
    return development !== null && url.origin === development;
  } catch {
    return false;
  }
}
