import { Alert, Anchor, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { readPaperProof, shortCode } from '#shared/domain/documents/paper-proof.ts';
import { formatDayLong } from '#shared/domain/language/dates.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useData, useRecord, useRecords, useStaff } from '../../data/react.tsx';
import { createMarkReader, type MarkReader } from '../../documents/mark-reader.ts';
import { usePaperTitle } from '../../documents/paper-view.tsx';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import { ChooseFiles, LoadingState, Page, StateBadge, type Tone } from '../../ui/index.ts';
import { checkMark, type MarkVerdict } from './check-mark.ts';
import { readMarks } from './pictures.ts';
import classes from './verify.module.css';

const TONES: Readonly<Record<MarkVerdict['kind'], Tone>> = {
  genuine: 'done',
  not_here: 'accent',
  key_unknown: 'due',
  unreadable: 'due',
  other_paper: 'overdue',
  record_differs: 'overdue',
  forged: 'overdue',
};

/** Checks a printed paper by its mark, without a connection: from a file, the camera, or what a reader typed. */
export function VerifyScreen() {
  const { t } = useTranslation(['verify-paper', 'common']);
  const failureText = useFailureText();
  const [search] = useSearchParams();
  const expected = search.get('paper');
  const data = useData();
  const staff = useStaff();
  const signatures = useRecords({ collection: 'signatures', prefix: '', limit: 20_000 });
  const reader = useRef<MarkReader | null>(null);
  const [texts, setTexts] = useState<readonly string[] | null>(null);
  const [verdict, setVerdict] = useState<MarkVerdict | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [camera, setCamera] = useState(false);
  const [typed, setTyped] = useState('');

  const getReader = useCallback(() => (reader.current ??= createMarkReader()), []);
  useEffect(
    () => () => {
      reader.current?.close();
      reader.current = null;
    },
    [],
  );

  // The mark's own number finds the paper; a QR code that is no mark stands beside one that is.
  useEffect(() => {
    if (texts === null || signatures === undefined) return undefined;
    let gone = false;
    void (async () => {
      const text = texts.find((one) => readPaperProof(one)) ?? texts[0] ?? '';
      const proof = readPaperProof(text);
      const candidates = proof
        ? data.index.documents().filter((paper) => paper.number === proof.number && paper.regDate === proof.regDate)
        : [];
      const papers = (
        await Promise.all(candidates.map((paper) => data.get('documents', paper.id).catch(() => null)))
      ).flatMap((record) => (record ? [{ id: record.id, body: record.body }] : []));
      if (!gone) setVerdict(checkMark(text, { papers, signatures, staff }, expected));
    })();
    return () => {
      gone = true;
    };
  }, [texts, signatures, staff, data, expected]);

  const take = useCallback(
    async (work: () => Promise<readonly string[]>) => {
      setBusy(true);
      setFailure(null);
      setVerdict(null);
      setTexts(null);
      try {
        setTexts(await work());
      } catch (error) {
        setFailure(toFailure(error));
      } finally {
        setBusy(false);
      }
    },
    [setBusy],
  );
  const takeFile = (file: File | null | undefined) => {
    if (file) void take(() => readMarks(file, getReader()));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    takeFile(event.dataTransfer.files[0]);
  };
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      <Stack gap="lg" maw={760}>
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the button inside does the same by keyboard */}
        <div className={classes.drop} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
          <Text>{t('drop')}</Text>
          <Group justify="center" mt="sm">
            <ChooseFiles onChange={takeFile} accept="image/*,application/pdf">
              {(props) => (
                <Button {...props} loading={busy}>
                  {t('choose')}
                </Button>
              )}
            </ChooseFiles>
            <Button variant="default" onClick={() => setCamera(!camera)} aria-pressed={camera}>
              {camera ? t('cameraOff') : t('camera')}
            </Button>
          </Group>
        </div>
        {camera ? (
          <Camera
            reader={getReader}
            onFound={(found) => {
              setCamera(false);
              void take(async () => found);
            }}
            onFailed={() => {
              setCamera(false);
              setFailure({ code: 'camera_unavailable' });
            }}
          />
        ) : null}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() !== '') void take(async () => [typed.trim()]);
          }}
        >
          <Group align="flex-end" wrap="nowrap">
            <TextInput
              label={t('typed')}
              description={t('typedHint')}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              style={{ flex: 1 }}
            />
            <Button type="submit" variant="default">
              {t('check')}
            </Button>
          </Group>
        </form>
        <div role="status">
          {busy ? <LoadingState>{t('reading')}</LoadingState> : null}
          {failure ? <Alert color="overdue">{failureText(failure)}</Alert> : null}
          {verdict ? <Verdict verdict={verdict} expected={expected} /> : null}
        </div>
      </Stack>
    </Page>
  );
}

function Verdict({ verdict, expected }: { readonly verdict: MarkVerdict; readonly expected: string | null }) {
  const { t } = useTranslation('verify-paper');
  const language = useLanguage();
  const title = usePaperTitle();
  const paperId = 'paperId' in verdict ? verdict.paperId : null;
  const paper = useRecord('documents', verdict.kind === 'other_paper' ? paperId : (paperId ?? expected));
  const proof = 'proof' in verdict ? verdict.proof : null;
  return (
    <section className={classes.verdict} aria-label={t('verdict.title')}>
      <StateBadge tone={TONES[verdict.kind]}>{t(`verdict.${verdict.kind}`)}</StateBadge>
      <Text mt="xs">{t(`means.${verdict.kind}`)}</Text>
      {proof ? (
        <>
          <Title order={2} mt="md">
            {verdict.kind === 'forged' || verdict.kind === 'key_unknown' ? t('claims') : t('facts')}
          </Title>
          <dl className={classes.facts}>
            <dt>{t('fact.number')}</dt>
            <dd>{proof.number}</dd>
            <dt>{t('fact.date')}</dt>
            <dd>{formatDayLong(proof.regDate, language)}</dd>
            <dt>{t('fact.code')}</dt>
            <dd className={classes.mono}>{shortCode(proof.contentHash)}</dd>
            <dt>{t('fact.hash')}</dt>
            <dd className={classes.mono}>{proof.contentHash}</dd>
          </dl>
        </>
      ) : null}
      {paper && verdict.kind === 'genuine' ? (
        <div className={classes.record}>
          <Title order={2}>{t('compare')}</Title>
          <Anchor component={Link} to={`/paper/${paper.id}`}>
            {title(paper.body)}
          </Anchor>
          <Text fw={600}>{paper.body.subject}</Text>
          <p className={classes.text}>{paper.body.text}</p>
        </div>
      ) : null}
    </section>
  );
}

/** How often a picture of the camera is looked at, milliseconds. */
const LOOK_EVERY = 350;

function Camera({
  reader,
  onFound,
  onFailed,
}: {
  readonly reader: () => MarkReader;
  readonly onFound: (texts: readonly string[]) => void;
  readonly onFailed: () => void;
}) {
  const { t } = useTranslation('verify-paper');
  const video = useRef<HTMLVideoElement>(null);
  const told = useMemo(() => ({ onFound, onFailed }), [onFound, onFailed]);
  const latest = useRef(told);
  latest.current = told;
  useEffect(() => {
    let stopped = false;
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const canvas = document.createElement('canvas');
    const look = async () => {
      const element = video.current;
      if (stopped || !element) return;
      if (element.videoWidth > 0) {
        canvas.width = element.videoWidth;
        canvas.height = element.videoHeight;
        const context = canvas.getContext('2d', { willReadFrequently: true });
        context?.drawImage(element, 0, 0);
        const image = context?.getImageData(0, 0, canvas.width, canvas.height);
        const texts = image
          ? await reader()
              .read(image)
              .catch(() => [])
          : [];
        if (!stopped && texts.length > 0) {
          latest.current.onFound(texts);
          return;
        }
      }
      timer = setTimeout(() => void look(), LOOK_EVERY);
    };
    void (async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          audio: false,
          video: { facingMode: 'environment', width: { ideal: 1_280 } },
        });
        if (stopped || !video.current) throw new Error('gone');
        video.current.srcObject = stream;
        await video.current.play();
        void look();
      } catch {
        for (const track of stream?.getTracks() ?? []) track.stop();
        if (!stopped) latest.current.onFailed();
      }
    })();
    return () => {
      stopped = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [reader]);
  return (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- the camera's own picture has no sound
    <video ref={video} className={classes.video} muted playsInline aria-label={t('cameraPicture')} />
  );
}
