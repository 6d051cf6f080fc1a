import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { EditorScreen } from './editor-screen.tsx';
import { PaperScreen } from './paper-screen.tsx';

/** A paper on a page of its own, and the writing of its draft. */
export const feature: FeatureDefinition = {
  id: 'paper',
  routes: [
    { path: 'paper/:id', element: createElement(PaperScreen) },
    { path: 'paper/:id/edit', element: createElement(EditorScreen) },
  ],
};
