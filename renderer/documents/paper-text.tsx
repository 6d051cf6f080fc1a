import { SegmentedControl } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { parseMarkup, type Run } from '#shared/domain/documents/markup.ts';
import { isRussian, type Rendering, RENDERINGS } from '#shared/domain/documents/scripts.ts';
import classes from './paper-text.module.css';

function Runs({ runs }: { readonly runs: readonly Run[] }): ReactNode {
  return runs.map((run, at) =>
    // oxlint-disable-next-line react/no-array-index-key -- the runs of a line never change their places
    run.bold ? <strong key={at}>{run.text}</strong> : <Fragment key={at}>{run.text}</Fragment>,
  );
}

/** A paper's text with its few marks: headings, lists, tables, bold. */
export function PaperText({ text }: { readonly text: string }) {
  return (
    <div className={classes.text}>
      {parseMarkup(text).map((block, at) => {
        const key = `${block.kind}${at}`;
        switch (block.kind) {
          case 'heading':
            return (
              <p key={key} className={classes.heading}>
                <Runs runs={block.runs} />
              </p>
            );
          case 'list': {
            const items = block.items.map((runs, item) => (
              // oxlint-disable-next-line react/no-array-index-key -- as above
              <li key={item}>
                <Runs runs={runs} />
              </li>
            ));
            return block.ordered ? (
              <ol key={key} start={block.start}>
                {items}
              </ol>
            ) : (
              <ul key={key}>{items}</ul>
            );
          }
          case 'table':
            return (
              <table key={key}>
                <tbody>
                  {block.rows.map((row, line) => (
                    // oxlint-disable-next-line react/no-array-index-key -- as above
                    <tr key={line}>
                      {row.map((runs, cell) => {
                        const Cell = line === 0 ? 'th' : 'td';
                        return (
                          // oxlint-disable-next-line react/no-array-index-key -- as above
                          <Cell key={cell}>
                            <Runs runs={runs} />
                          </Cell>
                        );
                      })}
                    </tr>
                  ))}
                </tbody>
              </table>
            );
          case 'paragraph':
            return (
              <p key={key}>
                {block.lines.map((runs, line) => (
                  // oxlint-disable-next-line react/no-array-index-key -- as above
                  <Fragment key={line}>
                    {line > 0 ? <br /> : null}
                    <Runs runs={runs} />
                  </Fragment>
                ))}
              </p>
            );
        }
      })}
    </div>
  );
}

/** In which script a text is shown. The stored text, and what was signed, stay as they are. */
export function ScriptSwitch({
  text,
  value,
  onChange,
}: {
  readonly text: string;
  readonly value: Rendering;
  readonly onChange: (rendering: Rendering) => void;
}) {
  const { t } = useTranslation('documents');
  if (text.trim() === '' || isRussian(text)) return null;
  return (
    <SegmentedControl
      aria-label={t('rendering.label')}
      size="xs"
      value={value}
      onChange={(next) => onChange(next as Rendering)}
      data={RENDERINGS.map((one) => ({ value: one, label: t(`rendering.${one}`) }))}
      data-no-print
    />
  );
}
