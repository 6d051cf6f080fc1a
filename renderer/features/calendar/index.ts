import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { CalendarScreen } from './calendar-screen.tsx';

/** The office's working calendar and what the law on appeals leaves to it. */
export const feature: FeatureDefinition = {
  id: 'calendar',
  routes: [{ path: 'calendar', element: createElement(CalendarScreen) }],
  commands: [{ id: 'calendar.open', labelKey: 'calendar:title', path: '/calendar' }],
};
