import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowIssue } from '#shared/domain/casework/import/plan.ts';
import type { Rejects } from './run.ts';

/** Says what is told of a row, with the head of its column. */
export function useIssueText(): (issue: RowIssue, heads: readonly string[]) => string {
  const { t, i18n } = useTranslation(['import', 'errors']);
  return useCallback(
    (issue, heads) => {
      const key = i18n.exists(`import:issue.${issue.code}`) ? `import:issue.${issue.code}` : `errors:${issue.code}`;
      const text = t(key, { ...issue.params });
      const head = issue.column === null ? '' : (heads[issue.column] ?? '');
      return head ? `${head}: ${text}` : text;
    },
    [t, i18n],
  );
}

/** Rows that were not taken, as a table: their own columns, and one more with the reasons. */
export function rejectTable(
  rejects: Rejects,
  reasonHead: string,
  textOf: (issue: RowIssue, heads: readonly string[]) => string,
): readonly (readonly string[])[] {
  const { heads } = rejects;
  // A file that was mended and refused again has the column already.
  const had = heads.indexOf(reasonHead);
  const columns = heads.map((_, at) => at).filter((at) => at !== had);
  return [
    [...columns.map((at) => heads[at] ?? ''), reasonHead],
    ...rejects.rows.map(({ at, texts, issues }) => [
      ...columns.map((column) => texts[column] ?? ''),
      [
        `${at}`,
        issues
          .filter((one) => one.level === 'bad')
          .map((one) => textOf(one, heads))
          .join('; '),
      ].join(': '),
    ]),
  ];
}
