import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation } from 'react-router';
import classes from './ui.module.css';

/** A place of the left rail. */
export interface FramePlace {
  readonly path: string;
  /** Further addresses that belong to the place, such as `/families` to people. */
  readonly also?: readonly string[];
  readonly label: string;
  readonly icon: ComponentType<{ size?: number | string; stroke?: number | string; 'aria-hidden'?: boolean }>;
  /** Shown at the right where it is more than zero. */
  readonly count?: number;
}

interface AppFrameProps {
  readonly title: string;
  readonly subtitle?: string;
  readonly places: readonly FramePlace[];
  /** What stands below, quietly: exchange, user, settings. */
  readonly foot: ReactNode;
  readonly children: ReactNode;
}

/** Whether an address belongs to a place. */
function isWithin(place: FramePlace, pathname: string): boolean {
  return [place.path, ...(place.also ?? [])].some((path) => pathname === path || pathname.startsWith(`${path}/`));
}

/** The one window: a rail with places at the left, the place itself at the right. */
export function AppFrame({ title, subtitle, places, foot, children }: AppFrameProps) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <div className={classes.frame}>
      <a
        className={classes.skip}
        href="#main"
        data-no-print
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        {t('frame.skip')}
      </a>
      <nav className={classes.rail} aria-label={t('frame.places')} data-no-print>
        <div className={classes.brand}>
          {title}
          {subtitle ? <span className={classes.brandSub}>{subtitle}</span> : null}
        </div>
        {places.map((place) => (
          <Link
            key={place.path}
            to={place.path}
            className={classes.place}
            aria-current={isWithin(place, pathname) ? 'page' : undefined}
          >
            <place.icon size={20} stroke={1.6} aria-hidden />
            <span className={classes.placeLabel}>{place.label}</span>
            {place.count ? <span className={classes.count}>{place.count}</span> : null}
          </Link>
        ))}
        <div className={classes.railFoot}>{foot}</div>
      </nav>
      <main className={classes.main} id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** A quiet line at the rail's foot that looks like a place. */
export function RailLink({
  to,
  icon: Icon,
  children,
}: {
  readonly to: string;
  readonly icon: FramePlace['icon'];
  readonly children: ReactNode;
}) {
  return (
    <NavLink to={to} className={classes.place}>
      <Icon size={20} stroke={1.6} aria-hidden />
      <span className={classes.placeLabel}>{children}</span>
    </NavLink>
  );
}

/** A quiet button at the rail's foot. */
export function RailButton({
  onClick,
  icon: Icon,
  title,
  children,
}: {
  readonly onClick: () => void;
  readonly icon: FramePlace['icon'];
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" className={classes.place} onClick={onClick} title={title}>
      <Icon size={20} stroke={1.6} aria-hidden />
      <span className={classes.placeLabel}>{children}</span>
    </button>
  );
}
