import type { Json, JsonObject } from '#shared/kernel/json.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';

/** Most sheets in one volume; what comes after them begins the next one. */
export const MAX_SHEETS = 250;

/** Content of a `file` catalogue: one line of the nomenclature of files. */
export interface FileData {
  /** `01-05`. */
  readonly index: string;
  /** Years that it is kept after the year it was finished in; null for permanent keeping. */
  readonly years: number | null;
  /** What says so: the article of the list of retention periods, an order. */
  readonly source: string;
}

/** Content of a `volume` catalogue: papers of one file and one calendar year. */
export interface VolumeData {
  readonly fileId: string;
  readonly year: number;
  /** 1 for the first volume of the year. */
  readonly volume: number;
  readonly closedDate?: string | null;
  /** Why it may not be destroyed whatever its term; null or absent where nothing holds it. */
  readonly hold?: string | null;
  readonly destroyedById?: string | null;
  readonly destroyedDate?: string | null;
}

/** Id of a volume: two laptops that begin the same one offline begin one, not two. */
export function volumeId(fileId: string, year: number, volume: number): string {
  return `v-${year}-${volume}-${fileId}`;
}

/** Whether data is a line of the nomenclature. */
export function isFileData(data: { readonly [key: string]: unknown }): boolean {
  const { index, years, source } = data;
  return (
    typeof index === 'string' &&
    /^[\p{L}\d./-]{1,20}$/u.test(index) &&
    (years === null || (Number.isInteger(years) && (years as number) >= 1 && (years as number) <= 100)) &&
    typeof source === 'string' &&
    source.trim() !== '' &&
    source.length <= 300
  );
}

/** Whether data is a volume that is kept under its own id. */
export function isVolumeData(id: string, data: { readonly [key: string]: unknown }): boolean {
  const { fileId, year, volume } = data;
  const short = (field: string) => {
    const value = data[field];
    return value === undefined || value === null || (typeof value === 'string' && value.length <= 500);
  };
  return (
    typeof fileId === 'string' &&
    Number.isInteger(year) &&
    Number.isInteger(volume) &&
    (volume as number) >= 1 &&
    id === volumeId(fileId, year as number, volume as number) &&
    ['closedDate', 'hold', 'destroyedById', 'destroyedDate'].every(short)
  );
}

/** Whether a year's file is kept for ever. Permanent and temporary keeping never share a volume. */
export function isPermanent(file: Pick<FileData, 'years'>): boolean {
  return file.years === null;
}

/** The first day on which a volume may be destroyed: its term runs from 1 January of the next year. Null for never. */
export function retentionEnd(year: number, file: Pick<FileData, 'years'>): string | null {
  return file.years === null ? null : `${year + file.years + 1}-01-01`;
}

/** States in which a paper is finished and can be filed. */
const FILED_STATES: readonly unknown[] = ['signed', 'sent', 'closed', 'void'];

/** The calendar year that a paper belongs to: that of its registration. */
export function yearOf(paper: { readonly regDate?: unknown }): number | null {
  const year = Number(String(paper.regDate ?? '').slice(0, 4));
  return year > 0 ? year : null;
}

/**
 * Why a paper can't be put into a volume, or null.
 * @param volume null where there is no such volume
 */
export function mayBeFiled(
  paper: { readonly [field: string]: Json | undefined },
  volume: VolumeData | null,
): ErrorCode | null {
  if (!volume) return 'volume_missing';
  if (volume.closedDate || volume.destroyedById) return 'volume_closed';
  const finished = FILED_STATES.includes(paper.state) || (paper.journal === 'internal' && paper.state === 'registered');
  if (!finished) return 'paper_unfinished';
  if (yearOf(paper) !== volume.year) return 'volume_other_year';
  return typeof paper.sheets === 'number' ? null : 'sheets_missing';
}

/** Why a volume can't be destroyed on a day, or null. */
export function mayBeDestroyed(
  volume: VolumeData,
  file: Pick<FileData, 'years'> | null,
  day: string,
): ErrorCode | null {
  if (volume.destroyedById) return 'volume_destroyed';
  if (!file || isPermanent(file)) return 'volume_permanent';
  if (volume.hold) return 'volume_held';
  const end = retentionEnd(volume.year, file) as string;
  return day < end ? 'retention_running' : null;
}

/** A paper as the inner list of a volume needs it. */
export interface Filed {
  readonly id: string;
  readonly sheets: number;
  /** Its registration day and its place in the journal order the list. */
  readonly regDate: string;
  readonly n: number;
}

/** A line of a volume's inner list: the sheets that a paper takes up, from and to. */
export interface InventoryLine<Paper extends Filed> {
  readonly paper: Paper;
  readonly from: number;
  readonly to: number;
  /** Beyond the sheets that a volume holds: two laptops filed at once, and it must go to the next volume. */
  readonly over: boolean;
}

/** The inner list of a volume, with its sheets numbered through. */
export function inventory<Paper extends Filed>(papers: readonly Paper[]): readonly InventoryLine<Paper>[] {
  const sorted = papers.toSorted(
    (a, b) => a.regDate.localeCompare(b.regDate) || a.n - b.n || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  let at = 0;
  return sorted.map((paper) => {
    const from = at + 1;
    at += paper.sheets;
    return { paper, from, to: at, over: at > MAX_SHEETS };
  });
}

/** Which volume of a year takes a paper of so many sheets. */
export function volumeFor(
  volumes: readonly { readonly data: VolumeData; readonly sheets: number }[],
  sheets: number,
): { readonly volume: number; readonly fresh: boolean } {
  const open = volumes
    .filter(({ data }) => !data.closedDate && !data.destroyedById)
    .toSorted((a, b) => a.data.volume - b.data.volume)
    .find((one) => one.sheets + sheets <= MAX_SHEETS);
  if (open) return { volume: open.data.volume, fresh: false };
  const last = Math.max(0, ...volumes.map(({ data }) => data.volume));
  return { volume: last + 1, fresh: true };
}

/** Whether the documents that a mark of destruction rests on allow it. */
export function destructionGuard(input: {
  readonly id: string;
  readonly volume: VolumeData;
  readonly file: JsonObject | undefined;
  readonly act: JsonObject | undefined;
}): ErrorCode | null {
  const { id, volume, file, act } = input;
  const signed = act?.state === 'signed' || act?.state === 'sent';
  const lists = Array.isArray(act?.destroys) && act.destroys.includes(id);
  if (!signed || act?.kind !== 'destruction_act' || !lists) return 'destruction_act_missing';
  const line = file?.kind === 'file' ? (file.data as unknown as FileData) : null;
  const { destroyedById: _, ...before } = volume;
  return mayBeDestroyed(before, line, String(act.regDate));
}
