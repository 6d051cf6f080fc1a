import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatDay } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { EmergencyFile } from '#shared/ipc/desktop-api.ts';
import { HideNow } from '../../casework/hide-now.tsx';
import { QuickHide } from '../../casework/quick-hide.tsx';
import { EmptyState } from '../../ui/index.ts';

/** What matters first when somebody is in danger comes first. */
const CASE_FIELDS = [
  'number',
  'clientName',
  'clientPhone',
  'clientAddress',
  'safeContact',
  'safetyPlan',
  'request',
] as const;
const EVENT_FIELDS = ['provider', 'providerContact', 'text', 'result', 'letter'] as const;

function Fields({ body, names }: { readonly body: JsonObject; readonly names: readonly string[] }) {
  const { t } = useTranslation('emergency');
  return names.map((name) => {
    const value = body[name];
    if (typeof value !== 'string' || value === '') return null;
    return (
      <div key={name}>
        <Text size="sm" c="dimmed">
          {t(`field.${name}`)}
        </Text>
        <Text style={{ whiteSpace: 'pre-wrap' }}>{value}</Text>
      </div>
    );
  });
}

/** Files for reading alone. */
export function FilesView({
  files,
  onClose,
}: {
  readonly files: readonly EmergencyFile[];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('emergency');
  return (
    <QuickHide>
      <HideNow />
      <Stack>
        <Group justify="space-between">
          <Title order={2}>{t('read.title')}</Title>
          <Button variant="default" onClick={onClose} autoFocus>
            {t('read.close')}
          </Button>
        </Group>
        <Text c="dimmed">{t('read.hint')}</Text>
        {files.length === 0 ? <EmptyState title={t('read.none')}>{t('read.noneHint')}</EmptyState> : null}
        {files.map((file) => (
          <Card key={file.id} withBorder component="article">
            <Stack gap="sm">
              <Fields body={file.body} names={CASE_FIELDS} />
              {file.events.map((event) => (
                <Stack key={event.id} gap={4} component="section">
                  <Title order={3} size="h4">
                    {t(`event.${String(event.body.kind)}`)}
                    {typeof event.body.on === 'string' ? `, ${formatDay(event.body.on)}` : ''}
                  </Title>
                  <Fields body={event.body} names={EVENT_FIELDS} />
                </Stack>
              ))}
            </Stack>
          </Card>
        ))}
      </Stack>
    </QuickHide>
  );
}
