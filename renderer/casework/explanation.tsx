import { IconCircleCheck, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProgrammeVersion } from '#shared/domain/casework/programmes/programme.ts';
import type { Rates } from '#shared/domain/casework/programmes/rates.ts';
import type { Explained, Holds, Rule } from '#shared/domain/casework/programmes/rule.ts';
import { useLanguage } from '../i18n/index.ts';
import { criterionText, foundText, groupText, type Words } from './programme-words.ts';
import classes from './programmes.module.css';

const ICONS: Readonly<Record<Holds, typeof IconCircleCheck>> = {
  yes: IconCircleCheck,
  no: IconCircleX,
  unknown: IconHelpCircle,
};

/** The words of criteria in the present language. */
export function useWords(from: { readonly rates: Rates; readonly versions: readonly ProgrammeVersion[] }): Words {
  const { t } = useTranslation('programmes');
  const language = useLanguage();
  const { rates, versions } = from;
  return useMemo(() => ({ t, language, rates, versions }), [t, language, rates, versions]);
}

function Node({ explained, words }: { readonly explained: Explained; readonly words: Words }) {
  const { rule, holds, parts } = explained;
  const Icon = ICONS[holds];
  return (
    <li>
      <div className={classes.node} data-holds={holds}>
        <Icon size={16} stroke={1.8} role="img" aria-label={words.t(`programmes:holds.${holds}`)} />
        <div>
          {rule.kind === 'fact' ? criterionText(rule, words, explained.limit) : groupText(rule, words)}
          {rule.kind === 'fact' ? <div className={classes.quiet}>{foundText(explained, words)}</div> : null}
        </div>
      </div>
      {parts.length > 0 ? (
        <ul>
          {parts.map((part, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- parts of a rule have no name but their place
            <Node key={at} explained={part} words={words} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

/** Why something holds, does not, or isn't known: each criterion with what was found. */
export function Explanation({ explained, words }: { readonly explained: Explained; readonly words: Words }) {
  return (
    <ul className={classes.tree}>
      <Node explained={explained} words={words} />
    </ul>
  );
}

/** A rule in words, of nobody. */
export function RuleWords({ rule, words }: { readonly rule: Rule; readonly words: Words }) {
  const parts = rule.kind === 'fact' ? [] : rule.kind === 'not' ? [rule.rule] : rule.of;
  return (
    <ul className={classes.tree}>
      <li>
        {rule.kind === 'fact' ? criterionText(rule, words) : groupText(rule, words)}
        {parts.map((part, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- parts of a rule have no name but their place
          <RuleWords key={at} rule={part} words={words} />
        ))}
      </li>
    </ul>
  );
}
