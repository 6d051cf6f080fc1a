import { useMemo } from 'react';
import {
  type FileData,
  isFileData,
  retentionEnd,
  type VolumeData,
  volumeFor,
  volumeId,
} from '#shared/domain/documents/archive.ts';
import { useRecords, useSummaries } from '../data/react.tsx';
import type { Change, DocumentSummary } from '../ports/data.ts';

/** A volume with what is in it. */
export interface Volume {
  readonly id: string;
  readonly data: VolumeData;
  readonly file: NomenclatureFile | null;
  readonly papers: readonly DocumentSummary[];
  readonly sheets: number;
  /** The first day on which it may be destroyed; null for permanent keeping. */
  readonly keptUntil: string | null;
}

/** A line of the nomenclature. */
export interface NomenclatureFile {
  readonly id: string;
  readonly title: string;
  readonly data: FileData;
}

/** The office's nomenclature and its volumes; null while it is being read. */
export function useArchive(): {
  readonly files: readonly NomenclatureFile[];
  readonly volumes: readonly Volume[];
} | null {
  const files = useRecords({ collection: 'catalogues', prefix: 'file', limit: 2_000 });
  const volumes = useRecords({ collection: 'catalogues', prefix: 'volume', limit: 5_000 });
  const papers = useSummaries();
  return useMemo(() => {
    if (!files || !volumes) return null;
    const lines = files
      .filter((record) => isFileData(record.body.data as never))
      .map((record): NomenclatureFile => {
        return { id: record.id, title: record.body.title, data: record.body.data as unknown as FileData };
      })
      .toSorted((a, b) => a.data.index.localeCompare(b.data.index, undefined, { numeric: true }));
    const byId = new Map(lines.map((line) => [line.id, line]));
    const inside = new Map<string, DocumentSummary[]>();
    for (const paper of papers) {
      if (!paper.volumeId) continue;
      const list = inside.get(paper.volumeId);
      if (list) list.push(paper);
      else inside.set(paper.volumeId, [paper]);
    }
    return {
      files: lines,
      volumes: volumes
        .map((record): Volume => {
          const data = record.body.data as unknown as VolumeData;
          const file = byId.get(data.fileId) ?? null;
          const mine = inside.get(record.id) ?? [];
          return {
            id: record.id,
            data,
            file,
            papers: mine,
            sheets: mine.reduce((sum, paper) => sum + (paper.sheets ?? 0), 0),
            keptUntil: file ? retentionEnd(data.year, file.data) : null,
          };
        })
        .toSorted((a, b) => b.data.year - a.data.year || a.data.volume - b.data.volume),
    };
  }, [files, volumes, papers]);
}

/** Where a paper of a year and so many sheets goes in a file, and what begins the volume where there is none with room. */
export function placeInFile(
  file: NomenclatureFile,
  volumes: readonly Volume[],
  year: number,
  sheets: number,
  today: string,
): { readonly id: string; readonly volume: number; readonly used: number; readonly begins: readonly Change[] } {
  const mine = volumes.filter(({ data }) => data.fileId === file.id && data.year === year);
  const { volume, fresh } = volumeFor(mine, sheets);
  const id = volumeId(file.id, year, volume);
  const used = fresh ? 0 : (mine.find((one) => one.id === id)?.sheets ?? 0);
  const begins: readonly Change[] = fresh
    ? [
        {
          collection: 'catalogues',
          docId: id,
          kind: 'create',
          patch: {
            kind: 'volume',
            title: `${file.data.index} ${file.title}, ${year}, ${volume}`.slice(0, 200),
            validFrom: today,
            data: { fileId: file.id, year, volume },
          },
        },
      ]
    : [];
  return { id, volume, used, begins };
}
