import { IconCalendarEvent } from '@tabler/icons-react';
import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { TodayScreen } from './today-screen.tsx';

export { TodayNotices } from './today-notices.tsx';

/** What is due and what waits for me. */
export const feature: FeatureDefinition = {
  id: 'today',
  place: { labelKey: 'today:place', icon: IconCalendarEvent, path: '/today', order: 10 },
  routes: [{ path: 'today', element: createElement(TodayScreen) }],
};
