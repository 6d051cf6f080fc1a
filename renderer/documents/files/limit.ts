import { DEFAULT_FILE_LIMIT } from '#shared/domain/documents/attachments.ts';

const KEY = 'mahalla.fileLimit';
/** What may be chosen as the largest file, megabytes. The server has a limit of its own (`MAX_FILE_MB`). */
export const FILE_LIMITS_MB = [25, 100, 250, 500] as const;

/** The largest file that this laptop takes, bytes. */
export function fileLimit(): number {
  const megabytes = Number(localStorage.getItem(KEY));
  return (FILE_LIMITS_MB as readonly number[]).includes(megabytes) ? megabytes * 1_048_576 : DEFAULT_FILE_LIMIT;
}

/** Sets the largest file, megabytes. */
export function setFileLimit(megabytes: number): void {
  localStorage.setItem(KEY, String(megabytes));
}
