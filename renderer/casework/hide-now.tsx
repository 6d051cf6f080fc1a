import { Button } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { hideAll } from './quick-hide.tsx';

/** Above dialogs: whoever has one open must not have to close it first. */
const ABOVE = 1_000;

/** For a hand that is at the mouse: hides what is protected, as Escape twice does, and says that it does. */
export function HideNow() {
  const { t } = useTranslation('casework');
  return (
    <Button
      data-no-print
      variant="default"
      leftSection={<IconEyeOff size={16} aria-hidden />}
      rightSection={<kbd style={{ font: 'inherit', fontWeight: 400 }}>Esc Esc</kbd>}
      title={t('hideHint')}
      onClick={hideAll}
      style={{ position: 'fixed', insetBlockEnd: 12, insetInlineEnd: 12, zIndex: ABOVE }}
    >
      {t('hideNow')}
    </Button>
  );
}
