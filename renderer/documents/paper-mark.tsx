import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { markText, type PaperMark, shortCode } from '#shared/domain/documents/paper-proof.ts';
import classes from './paper-mark.module.css';
import { qrPath } from './qr.ts';

/** The mark of a paper as it is printed: its QR code, and the short code that stands for it where nothing can read it. */
export function PaperMarkOnPaper({
  mark,
  contentHash,
  serverUrl,
}: {
  readonly mark: PaperMark;
  readonly contentHash: string;
  /** Address of the server, whose page for everyone the code opens; null where none is known. */
  readonly serverUrl: string | null;
}) {
  const { t } = useTranslation('verify-paper');
  const { size, path } = useMemo(() => qrPath(markText(mark, serverUrl)), [mark, serverUrl]);
  return (
    <div className={classes.mark}>
      <svg
        className={classes.code}
        viewBox={`-4 -4 ${size + 8} ${size + 8}`}
        role="img"
        aria-label={t('print.qr')}
        shapeRendering="crispEdges"
      >
        <rect x={-4} y={-4} width={size + 8} height={size + 8} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <div className={classes.short}>{shortCode(contentHash)}</div>
    </div>
  );
}
