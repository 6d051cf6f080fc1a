import { useMemo } from 'react';
import { exceptionsOf } from '#shared/domain/exchange/word-list.ts';
import type { ExceptionLists } from '#shared/domain/language/exceptions.ts';
import { useRecords } from '../data/react.tsx';

/** Words that transliteration gets wrong: the ministry's for everyone, and the office's own before them. */
export function useExceptions(): ExceptionLists {
  const records = useRecords({ collection: 'catalogues', prefix: 'words', limit: 100 });
  return useMemo(() => exceptionsOf((records ?? []).map((record) => record.body.data)), [records]);
}
