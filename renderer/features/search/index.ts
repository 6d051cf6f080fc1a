import { IconSearch } from '@tabler/icons-react';
import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { SearchScreen } from './search-screen.tsx';

/** One box over papers and people. */
export const feature: FeatureDefinition = {
  id: 'search',
  place: { labelKey: 'search:place', icon: IconSearch, path: '/search', order: 50 },
  routes: [{ path: 'search', element: createElement(SearchScreen) }],
  commands: [{ id: 'search.open', labelKey: 'search:title', keys: 'mod+shift+F', path: '/search' }],
};
