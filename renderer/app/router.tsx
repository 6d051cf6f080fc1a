import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { createHashRouter, Navigate, type RouteObject, useRevalidator } from 'react-router';
import type { Role } from '#shared/domain/access/roles.ts';
import { EmptyState, Page } from '../ui/index.ts';
import { features, placesOf } from './features.ts';
import { Frame } from './frame.tsx';

/** All addresses of an unlocked session. In the hash, so that they work under `app://` and under any path. */
export function createRouter(role: Role) {
  const first = placesOf(role)[0]?.path ?? '/exchange';
  const children: RouteObject[] = [
    { index: true, element: <Navigate to={first} replace /> },
    ...features.flatMap((feature) => feature.routes ?? []).map(withBoundary),
    { path: '*', element: <NotFound /> },
  ];
  return createHashRouter([{ path: '/', element: <Frame />, errorElement: <Broken />, children }]);
}

function withBoundary(route: RouteObject): RouteObject {
  return route.errorElement ? route : ({ ...route, errorElement: <Broken /> } as RouteObject);
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('state.notFound')}>
      <EmptyState title={t('state.notFound')}>{t('state.notFoundHint')}</EmptyState>
    </Page>
  );
}

/** A page that failed. The frame stays, so do the data and the drafts, which are on disk. */
function Broken() {
  const { t } = useTranslation();
  const { revalidate } = useRevalidator();
  return (
    <Page title={t('state.broken')}>
      <Text mb="md">{t('state.brokenHint')}</Text>
      <Button onClick={() => void revalidate()}>{t('state.reopen')}</Button>
    </Page>
  );
}
