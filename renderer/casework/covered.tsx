import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { QuickHide, useUncover } from './quick-hide.tsx';

/**
 * Content of a protected record on a screen outside of its file: it is shown when somebody asks for it, and then hides
 * as quickly as the file itself.
 */
export function Covered(props: {
  /** Whether the record is protected; what is not is simply shown. */
  readonly when: boolean;
  /** What the content is of, for those who hear the button. */
  readonly of: string;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('casework');
  const uncover = useUncover();
  const [shown, setShown] = useState(false);
  if (!props.when) return props.children;
  return (
    <QuickHide active={shown}>
      {shown ? (
        props.children
      ) : (
        <Button
          variant="default"
          size="compact-md"
          aria-label={`${t('showContent')}: ${props.of}`}
          onClick={() => {
            uncover();
            setShown(true);
          }}
        >
          {t('showContent')}
        </Button>
      )}
    </QuickHide>
  );
}
