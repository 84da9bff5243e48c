/** An instructor writes to everybody of a group who works now. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Stack, Text, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { MESSAGE_CHARACTERS_MAX } from '../api/class.ts'
import { type Group, sendGroupMessage } from '../api/groups.ts'
import { Dialog } from '../app/Dialog.tsx'
import { Problem } from '../app/Problem.tsx'

export function GroupMessage({ group }: { group: Group }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)} data-testid="write-to-group">
        <Trans>Write to the group</Trans>
      </Button>
      <Dialog isOpen={isOpen} close={() => setOpen(false)} title={group.name}>
        <MessageForm id={group.id} />
      </Dialog>
    </>
  )
}

function MessageForm({ id }: { id: string }) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const sending = useMutation({ mutationFn: () => sendGroupMessage(id, text), onSuccess: () => setText('') })
  const sent = sending.data
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        sending.mutate()
      }}
    >
      <Stack gap="sm">
        <Textarea
          label={t`Message to everybody of the group who works now`}
          description={t`It is shown as you write it, until the trainee confirms it, and stays in the evidence.`}
          value={text}
          maxLength={MESSAGE_CHARACTERS_MAX}
          autosize
          minRows={2}
          onChange={(event) => setText(event.currentTarget.value)}
          data-testid="group-message-text"
        />
        {sending.error && <Problem problem={sending.error} />}
        <Button type="submit" disabled={text.trim() === ''} loading={sending.isPending} data-testid="send-to-group">
          <Trans>Send</Trans>
        </Button>
        {sent && (
          <Text size="sm" role="status" data-testid="sent-to-group">
            {sent.sentCount === 0 && sent.missedCount === 0 ? (
              <Trans>Nobody of the group works at a station now.</Trans>
            ) : (
              <Trans>
                Stations that got it: {sent.sentCount}; that could not: {sent.missedCount}
              </Trans>
            )}
          </Text>
        )}
      </Stack>
    </form>
  )
}
