import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './ui.module.css';

interface PageProps {
  readonly title: ReactNode;
  /** What the page counts and as of when. */
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  /** Filters: stay in sight above the body. */
  readonly toolbar?: ReactNode;
  /** `scroll`: the body scrolls. `fill`: the body fills the height and scrolls inside itself (tables, lists). */
  readonly body?: 'scroll' | 'fill';
  readonly children: ReactNode;
}

/** A page: head, tools, and one body that scrolls. */
export function Page({ title, subtitle, actions, toolbar, body = 'scroll', children }: PageProps) {
  return (
    <section className={classes.page}>
      <header className={classes.pageHead} data-no-print>
        <div className={classes.pageTitle}>
          <Title order={1}>{title}</Title>
          {subtitle ? <div className={classes.pageSub}>{subtitle}</div> : null}
        </div>
        {actions ? <div className={classes.pageActions}>{actions}</div> : null}
      </header>
      {toolbar ? (
        <div className={classes.toolbar} data-no-print>
          {toolbar}
        </div>
      ) : null}
      {/* A region that scrolls must be reachable by keyboard. */}
      <div className={body === 'fill' ? classes.pageFill : classes.pageBody} tabIndex={body === 'fill' ? undefined : 0}>
        {children}
      </div>
    </section>
  );
}

/** List and paper side by side from 1200 px; below that the paper stands over the list, which keeps its place. */
export function ListAndPaper({
  list,
  paper,
  paperLabel,
}: {
  readonly list: ReactNode;
  /** Null while nothing is open: the list has the whole width then. */
  readonly paper: ReactNode | null;
  readonly paperLabel: string;
}) {
  return (
    <div className={paper ? `${classes.split} ${classes.splitOpen}` : classes.split}>
      <div className={classes.splitList}>{list}</div>
      {paper ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to take the focus
        <section className={classes.splitPaper} aria-label={paperLabel} tabIndex={0}>
          {paper}
        </section>
      ) : null}
    </div>
  );
}

/** What stands before the frame: first run, sign-in. */
export function Gate({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) {
  return (
    <main className={classes.gate}>
      <div className={classes.gateCard}>
        <div className={classes.gateHead}>
          <Title order={1}>{title}</Title>
        </div>
        {children}
      </div>
    </main>
  );
}
