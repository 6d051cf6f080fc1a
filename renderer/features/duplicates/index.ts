import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { CompareScreen } from './compare-screen.tsx';
import { ReviewScreen } from './review-screen.tsx';

/** Records that may be of one person: looked for, compared, merged or told apart. */
export const feature: FeatureDefinition = {
  id: 'duplicates',
  routes: [
    { path: 'duplicates', element: createElement(ReviewScreen) },
    { path: 'duplicates/:a/:b', element: createElement(CompareScreen) },
  ],
  commands: [{ id: 'duplicates.review', labelKey: 'duplicates:open', path: '/duplicates' }],
};
