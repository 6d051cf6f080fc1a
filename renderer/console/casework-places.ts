import { IconChartBar, IconClipboardList, IconFolders, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FramePlace } from '../ui/index.ts';
import { useConsole } from './context.ts';

/** Places of the central base in the frame; forms are the ministry's to make. */
export function useCaseworkPlaces(): readonly FramePlace[] {
  const { t } = useTranslation('central');
  const { user } = useConsole();
  const makes = user.role === 'ministry_officer' || user.role === 'ministry_admin';
  return [
    { path: '/people', also: ['/households'], label: t('place.people'), icon: IconUsers },
    { path: '/cases', label: t('place.cases'), icon: IconFolders },
    { path: '/caseload', label: t('place.caseload'), icon: IconChartBar },
    ...(makes ? [{ path: '/forms', label: t('place.forms'), icon: IconClipboardList }] : []),
  ];
}
