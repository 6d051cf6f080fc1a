import { ActionIcon, Group, Text } from '@mantine/core';
import { IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './files.module.css';
import type { OpenPages } from './pages.ts';

const THUMB_WIDTH = 96;
const GAP = 12;

/** One page, drawn when it comes into sight. */
export function PageCanvas({
  pages,
  n,
  width,
  label,
}: {
  readonly pages: OpenPages;
  readonly n: number;
  readonly width: number;
  readonly label: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    pages.draw(n, width * ratio).then(
      (canvas) => {
        if (gone || !place.current) return;
        canvas.style.width = '100%';
        canvas.style.display = 'block';
        place.current.replaceChildren(canvas);
      },
      // The file was closed meanwhile, or the page is damaged: the sheet stays white.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [pages, n, width]);
  return <div ref={place} className={classes.sheet} role="img" aria-label={label} />;
}

/** A file to look through: thumbnails at the left where there are several pages, the pages under one another. */
export function FileView({ pages }: { readonly pages: OpenPages }) {
  const { t } = useTranslation('files');
  const [zoom, setZoom] = useState(1);
  const [ratio, setRatio] = useState(Math.SQRT2);
  const [at, setAt] = useState(0);
  const thumbs = useRef<HTMLDivElement>(null);
  const sheets = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void pages.size(0).then(({ width, height }) => setRatio(height / width));
  }, [pages]);
  const width = Math.round(680 * zoom);
  const list = useVirtualizer({
    count: pages.pages,
    getScrollElement: () => thumbs.current,
    estimateSize: () => THUMB_WIDTH * ratio + GAP + 20,
    overscan: 2,
  });
  const sheet = useVirtualizer({
    count: pages.pages,
    getScrollElement: () => sheets.current,
    estimateSize: () => width * ratio + GAP,
    overscan: 1,
    onChange: (instance) => {
      const first = instance.getVirtualItems().find((item) => item.end > (instance.scrollOffset ?? 0) + 60);
      if (first) setAt(first.index);
    },
  });
  useEffect(() => {
    list.measure();
    sheet.measure();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the two lists are measured anew when the pages' size changes
  }, [width, ratio]);
  const go = (n: number) => {
    sheet.scrollToIndex(n, { align: 'start' });
    setAt(n);
  };
  return (
    <div className={classes.view}>
      {pages.pages > 1 ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to take the focus
        <nav ref={thumbs} className={classes.thumbs} aria-label={t('view.pages')} tabIndex={0}>
          <div style={{ height: list.getTotalSize(), position: 'relative' }}>
            {list.getVirtualItems().map((item) => (
              <button
                key={item.key}
                type="button"
                className={classes.thumb}
                aria-current={item.index === at ? 'page' : undefined}
                style={{ transform: `translateY(${item.start}px)`, height: item.size - GAP }}
                onClick={() => go(item.index)}
              >
                <PageCanvas
                  pages={pages}
                  n={item.index}
                  width={THUMB_WIDTH}
                  label={t('view.page', { n: item.index + 1 })}
                />
                <span>{item.index + 1}</span>
              </button>
            ))}
          </div>
        </nav>
      ) : null}
      <div className={classes.stage}>
        <Group gap="xs" className={classes.tools}>
          <Text size="sm" role="status">
            {t('view.at', { n: at + 1, of: pages.pages })}
          </Text>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t('view.smaller')}
            disabled={zoom <= 0.5}
            onClick={() => setZoom(zoom - 0.25)}
          >
            <IconZoomOut size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t('view.larger')}
            disabled={zoom >= 3}
            onClick={() => setZoom(zoom + 0.25)}
          >
            <IconZoomIn size={18} aria-hidden />
          </ActionIcon>
        </Group>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to take the focus */}
        <section ref={sheets} className={classes.sheets} tabIndex={0} aria-label={t('view.file')}>
          <div style={{ height: sheet.getTotalSize(), width, position: 'relative', margin: '0 auto' }}>
            {sheet.getVirtualItems().map((item) => (
              <div
                key={item.key}
                style={{
                  position: 'absolute',
                  width,
                  transform: `translateY(${item.start}px)`,
                  height: item.size - GAP,
                }}
              >
                <PageCanvas pages={pages} n={item.index} width={width} label={t('view.page', { n: item.index + 1 })} />
              </div>
            ))}
          </div>
        </section>
      </div>
    </div>
  );
}
