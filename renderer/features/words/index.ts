import type { FeatureDefinition } from '../../app/feature.ts';
import { WordsScreen } from './words-screen.tsx';

/** Words that transliteration gets wrong, and a place to turn a text into another script. */
export const feature: FeatureDefinition = {
  id: 'words',
  routes: [{ path: 'words', Component: WordsScreen }],
  commands: [{ id: 'words', labelKey: 'words:command', path: '/words' }],
};
