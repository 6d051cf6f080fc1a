import { ActionIcon, Group, Text, Textarea } from '@mantine/core';
import { IconBold, IconHeading, IconList, IconListNumbers, IconTable } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PaperText } from './paper-text.tsx';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly error?: string | null;
  readonly description?: ReactNode;
  readonly autoFocus?: boolean;
  readonly maxLength?: number;
  readonly minRows?: number;
  readonly id?: string;
}

/** Puts a mark before each of the lines that are selected. */
export function markLines(text: string, from: number, to: number, mark: (line: string, at: number) => string) {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const found = text.indexOf('\n', to);
  const end = found < 0 ? text.length : found;
  const marked = text
    .slice(start, end)
    .split('\n')
    .map((line, at) => mark(line, at))
    .join('\n');
  return { text: text.slice(0, start) + marked + text.slice(end), from: start, to: start + marked.length };
}

/** Puts bold marks around what is selected, or takes them away. */
export function toggleBold(text: string, from: number, to: number) {
  const chosen = text.slice(from, to);
  if (/^\*\*.+\*\*$/s.test(chosen)) {
    const bare = chosen.slice(2, -2);
    return { text: text.slice(0, from) + bare + text.slice(to), from, to: from + bare.length };
  }
  return { text: `${text.slice(0, from)}**${chosen}**${text.slice(to)}`, from: from + 2, to: to + 2 };
}

/** Writes a paper's text: a few marks by buttons or keys, and how it will look. */
export function TextField(props: TextFieldProps) {
  const { t } = useTranslation('documents');
  const field = useRef<HTMLTextAreaElement>(null);
  const [shown, setShown] = useState(false);
  const { value, onChange } = props;

  const change = (make: (text: string, from: number, to: number) => ReturnType<typeof toggleBold>) => {
    const element = field.current;
    if (!element) return;
    const next = make(value, element.selectionStart, element.selectionEnd);
    onChange(next.text);
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(next.from, next.to);
    });
  };
  const lines = (mark: (line: string, at: number) => string) => () =>
    change((text, from, to) => markLines(text, from, to, mark));
  const bold = () => change(toggleBold);
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'b') {
      event.preventDefault();
      bold();
    }
  };
  const tools = [
    { id: 'bold', Icon: IconBold, go: bold },
    { id: 'heading', Icon: IconHeading, go: lines((line) => (line.startsWith('# ') ? line.slice(2) : `# ${line}`)) },
    { id: 'list', Icon: IconList, go: lines((line) => (line.startsWith('- ') ? line.slice(2) : `- ${line}`)) },
    { id: 'numbers', Icon: IconListNumbers, go: lines((line, at) => `${at + 1}. ${line.replace(/^\d+\. /, '')}`) },
    {
      id: 'table',
      Icon: IconTable,
      go: lines((line) =>
        line.trim() === ''
          ? '|  |  |\n|  |  |'
          : `| ${line
              .split(/\t|;/)
              .map((cell) => cell.trim())
              .join(' | ')} |`,
      ),
    },
  ] as const;
  return (
    <div>
      <Textarea
        ref={field}
        id={props.id}
        label={props.label}
        description={props.description}
        autosize
        minRows={props.minRows ?? 10}
        maxLength={props.maxLength ?? 100_000}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        error={props.error}
        autoFocus={props.autoFocus}
      />
      <Group gap="xs" mt={4}>
        {tools.map(({ id, Icon, go }) => (
          <ActionIcon key={id} variant="default" aria-label={t(`mark.${id}`)} title={t(`mark.${id}`)} onClick={go}>
            <Icon size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        ))}
        <Text component="label" size="sm">
          <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />{' '}
          {t('mark.preview')}
        </Text>
      </Group>
      {shown ? (
        <section
          aria-label={t('mark.preview')}
          style={{ border: '1px solid var(--app-line)', borderRadius: 6, padding: 16, marginTop: 8 }}
        >
          <PaperText text={value} />
        </section>
      ) : null}
    </div>
  );
}
