import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useRecord } from '../../data/react.tsx';
import { PaperView } from '../../documents/paper-view.tsx';
import classes from './paper.module.css';

/** A paper as a whole page. */
export function PaperScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation('paper');
  const paper = useRecord('documents', id);
  const journal = paper?.body.journal;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to take the focus
    <section className={classes.scroll} tabIndex={0} aria-label={t('sheet')}>
      <PaperView
        id={id}
        as="page"
        before={
          <Anchor component={Link} to={journal ? `/papers/${journal}` : '/papers'}>
            {t('back')}
          </Anchor>
        }
      />
    </section>
  );
}
