import type { TFunction } from 'i18next';
import { formatMoment } from '#shared/domain/language/dates.ts';
import type { Language } from '../../i18n/index.ts';
import type { SyncStatus } from '../../ports/data.ts';
import type { Tone } from '../../ui/index.ts';

/** What the sign says. Green (`done`) only when the server has everything and nothing waits for a person. */
export interface SignWords {
  readonly tone: Tone;
  readonly text: string;
}

/**
 * The state of exchange in words, such as "Internet yoʻq. 14 ta yozuv navbatda, oxirgi almashinuv kecha, 16:40".
 * @param now milliseconds, by the same clock as the status
 */
export function toSignWords(status: SyncStatus, t: TFunction<'exchange'>, language: Language, now: number): SignWords {
  const last =
    status.lastExchange === null
      ? t('sign.never')
      : t('sign.last', { when: formatMoment(status.lastExchange, language, { now }) });
  const waiting = status.waiting > 0 ? t('sign.waiting', { count: status.waiting }) : '';
  const asks = [
    status.refused > 0 ? t('sign.refused', { count: status.refused }) : '',
    status.conflicts > 0 ? t('sign.conflicts', { count: status.conflicts }) : '',
  ];
  const sentence = (parts: readonly string[]) => {
    const text = parts.filter(Boolean).join(', ');
    return text === '' ? '' : `${text.charAt(0).toLocaleUpperCase(language)}${text.slice(1)}.`;
  };
  const join = (parts: readonly string[]) => parts.filter(Boolean).join(' ');

  if (status.firstSync && status.connection !== 'offline') {
    return { tone: 'accent', text: join([t('sign.first', { ...status.firstSync }), ...asks]) };
  }
  if (status.problem) return { tone: 'overdue', text: join([t('sign.problem'), sentence([waiting, last]), ...asks]) };
  if (status.connection === 'offline') {
    return { tone: 'due', text: join([t('sign.offline'), sentence([waiting, last]), ...asks]) };
  }
  const needsPerson = status.refused > 0 || status.conflicts > 0;
  if (waiting) return { tone: needsPerson ? 'due' : 'accent', text: join([sentence([waiting, last]), ...asks]) };
  if (status.connection === 'connecting') {
    return { tone: needsPerson ? 'due' : 'neutral', text: join([t('sign.connecting'), sentence([last]), ...asks]) };
  }
  if (needsPerson) return { tone: 'due', text: join([...asks, sentence([last])]) };
  return { tone: 'done', text: join([t('sign.all'), sentence([last])]) };
}
