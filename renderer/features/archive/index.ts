import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { ArchiveScreen } from './archive-screen.tsx';
import { DestructionScreen } from './destruction-screen.tsx';
import { VolumeScreen } from './volume-screen.tsx';

/** The archive: nomenclature of files, volumes with their inner lists, and what may be destroyed. */
export const feature: FeatureDefinition = {
  id: 'archive',
  routes: [
    { path: 'archive', element: createElement(ArchiveScreen) },
    { path: 'archive/destruction', element: createElement(DestructionScreen) },
    { path: 'archive/volume/:id', element: createElement(VolumeScreen) },
  ],
  commands: [
    { id: 'archive', labelKey: 'archive:title', path: '/archive' },
    { id: 'archive.destruction', labelKey: 'archive:destruction.title', path: '/archive/destruction' },
  ],
};
