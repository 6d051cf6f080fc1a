import { basename } from 'node:path';

/** A name without folders and without what Windows forbids. */
export function safeFileName(suggested: string): string {
  const name = basename(suggested.replaceAll('\\', '/'))
    // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
    .replaceAll(/[<>:"|?*\u0000-\u001f]/g, '_')
    .replace(/[. ]+$/, '')
    .slice(0, 120);
  return name === '' || name.startsWith('.') ? `mahalla${name}` : name;
}
