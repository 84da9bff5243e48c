/** What an instructor does to one station: write to it, pause it, change its faults, or read its evidence so far. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { isRealModel } from '../api/adapters.ts'
import { MESSAGE_CHARACTERS_MAX, pauseStation, sendMessage, type Tile } from '../api/class.ts'
import { Dialog } from '../app/Dialog.tsx'
import { LinkButton } from '../app/LinkButton.tsx'
import { Problem } from '../app/Problem.tsx'
import { useFormats } from '../language/formats.ts'
import { ReleaseButtons } from '../real/ReleaseButtons.tsx'
import { StationFaults } from './StationFaults.tsx'
import { useTileDeedText } from './use-tile-deed-text.ts'
import { useTileName } from './use-tile-name.ts'

type Props = { tile: Tile; canGuide: boolean; close: () => void }

export function StationDialog({ tile, canGuide, close }: Props) {
  const { person, words } = useFormats()
  const nameOf = useTileName()
  const deedText = useTileDeedText(tile)
  const isRunning = tile.ended === null
  return (
    <Dialog isOpen close={close} title={nameOf(tile)}>
      <Stack gap="sm" data-testid="station-dialog">
        <Text size="sm">{words(tile.exerciseTitle)}</Text>
        {tile.team && (
          <Text size="sm">{tile.team.members.map(({ name, names }) => person(name, names)).join(', ')}</Text>
        )}
        {deedText && <Text size="sm">{deedText}</Text>}
        {canGuide && isRunning && <MessageForm attemptId={tile.attemptId} />}
        {canGuide && isRunning && tile.mode === 'practice' && tile.team === null && (
          <>
            <PauseButton tile={tile} />
            {isRealModel(tile.modelId) ? (
              <ReleaseButtons attemptId={tile.attemptId} />
            ) : (
              <StationFaults attemptId={tile.attemptId} />
            )}
          </>
        )}
        {tile.team && isRunning && (
          <Text size="sm" c="dimmed">
            <Trans>A competition: nobody pauses or changes the car of one team.</Trans>
          </Text>
        )}
        <Group>
          <LinkButton to="/review/$attemptId" params={{ attemptId: tile.attemptId }} variant="default">
            <Trans>Read the evidence so far</Trans>
          </LinkButton>
          <Button variant="subtle" onClick={close}>
            <Trans>Close</Trans>
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function MessageForm({ attemptId }: { attemptId: string }) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const sending = useMutation({ mutationFn: () => sendMessage(attemptId, text), onSuccess: () => setText('') })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        sending.mutate()
      }}
    >
      <Textarea
        label={t`Message to the trainee`}
        description={t`It is shown as you write it, until the trainee confirms it, and stays in the evidence.`}
        value={text}
        maxLength={MESSAGE_CHARACTERS_MAX}
        autosize
        minRows={2}
        onChange={(event) => setText(event.currentTarget.value)}
        data-testid="message-text"
      />
      <Group mt="xs">
        <Button
          type="submit"
          size="xs"
          disabled={text.trim() === ''}
          loading={sending.isPending}
          data-testid="send-message"
        >
          <Trans>Send</Trans>
        </Button>
        {sending.isSuccess && (
          <Text size="sm" role="status">
            <Trans>Sent</Trans>
          </Text>
        )}
      </Group>
      {sending.error && <Problem problem={sending.error} />}
    </form>
  )
}

/** Busy until the wall shows what was asked: a second press before that would ask for the same again. */
function PauseButton({ tile: { attemptId, isPaused } }: { tile: Tile }) {
  const pausing = useMutation({ mutationFn: (to: boolean) => pauseStation(attemptId, to) })
  const { isSuccess, variables, reset } = pausing
  useEffect(() => {
    if (isSuccess && variables === isPaused) reset()
  }, [isSuccess, variables, isPaused, reset])
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={pausing.isPending || isSuccess}
        onClick={() => pausing.mutate(!isPaused)}
        data-testid="pause-station"
      >
        {isPaused ? <Trans>Let the station go on</Trans> : <Trans>Pause the station and its time limit</Trans>}
      </Button>
      {pausing.error && <Problem problem={pausing.error} />}
    </>
  )
}
